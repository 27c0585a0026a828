//! The page of a profile run, looked at from outside: well formed, complete,
//! escaped, and silent about nothing it was given.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "the helpers of a test fail as a test does"
)]

mod gut;

use nuka::ErrorKind;
use nuka::profile::{Entry, Interval, Profile, Status, Surroundings, read_kreport};
use nuka::report::profile::{ProfilePageFacts, render_profile_page};
use nuka::taxonomy::Level;
use std::collections::BTreeSet;

fn render(profiles: &[Profile]) -> String {
    render_profile_page(&gut::facts(), profiles).unwrap()
}

/// The names of open elements must close in reverse order; `meta` never does.
fn assert_balanced(html: &str) {
    let mut open: Vec<&str> = Vec::new();
    let body = html.strip_prefix("<!DOCTYPE html>").unwrap();
    let (head, rest) = body.split_once("<style>").unwrap();
    let (_, tail) = rest.split_once("</style>").unwrap();
    for tag in [head, tail].iter().flat_map(|part| part.split('<').skip(1)) {
        let (tag, _) = tag.split_once('>').expect("a tag that ends");
        let name = tag.split_whitespace().next().unwrap();
        match name.strip_prefix('/') {
            Some(name) => assert_eq!(open.pop(), Some(name)),
            None if name == "meta" => {}
            None => open.push(name),
        }
    }
    assert!(open.is_empty(), "still open: {open:?}");
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
        .replace('\'', "&#39;")
}

/// The pieces between two marks, as many as there are.
fn between<'a>(html: &'a str, from: &str, to: &str) -> Vec<&'a str> {
    let pieces = html.split(from).skip(1);
    pieces
        .filter_map(|piece| Some(piece.split_once(to)?.0))
        .collect()
}

/// The chapter on each sample.
fn chapters(html: &str) -> Vec<&str> {
    let from = html.find("<details class=\"chapter\"").unwrap();
    html[from..]
        .split("<details class=\"chapter\"")
        .skip(1)
        .collect()
}

/// The bars of the stacked pictures, as class and width of their parts.
fn bars(html: &str) -> Vec<Vec<(String, f64)>> {
    let pictures = between(html, "<td class=\"bar\"><svg", "</svg>");
    let part = |rect: &str| {
        let class = between(rect, "class=\"", "\"")[0].to_owned();
        (class, between(rect, " width=\"", "\"")[0].parse().unwrap())
    };
    let parts = |picture: &str| picture.split("<rect").skip(1).map(part).collect();
    pictures.into_iter().map(parts).collect()
}

fn with_entries(profile: &Profile, change: impl FnOnce(&mut Vec<Entry>)) -> Profile {
    let mut entries = profile.entries().to_vec();
    change(&mut entries);
    let surroundings = Surroundings {
        unknown: profile.unknown().copied(),
        host: profile.host().cloned(),
        reach: profile.reach().to_vec(),
        quality: profile.quality().cloned(),
    };
    let (unknown, all) = (profile.unclassified_reads(), profile.total_reads());
    Profile::with_surroundings(profile.sample(), entries, unknown, all, surroundings).unwrap()
}

#[test]
fn tags_are_balanced_whatever_the_samples_are_like() {
    for profiles in [gut::three(), gut::edges(), gut::many(70), Vec::new()] {
        let html = render(&profiles);
        assert_balanced(&html);
        assert!(html.contains("<html lang=\"en\">"));
        for nonsense in ["NaN", ">inf", "\"inf", "-0\""] {
            assert!(!html.contains(nonsense), "{nonsense}");
        }
    }
}

#[test]
fn every_species_is_named_in_its_sample_with_what_is_believed_of_it() {
    let profiles = gut::three();
    let html = render(&profiles);
    for (profile, chapter) in profiles.iter().zip(chapters(&html)) {
        let species = profile.entries().iter();
        let species = species.filter(|entry| entry.rank.level() == Some(Level::Species));
        for entry in species {
            let estimate = entry.estimate.as_ref().unwrap();
            let heading = format!("<th scope=\"row\" class=\"words\">{}</th>", entry.name);
            let rows: Vec<&str> = chapter.split(&heading).skip(1).collect();
            assert_eq!(rows.len(), 1, "{} in {}", entry.name, profile.sample());
            let row = rows[0].split("</tr>").next().unwrap();
            match estimate.status {
                Status::Present => assert!(row.contains("class=\"intervals\"")),
                Status::Doubtful => assert!(row.contains(">\nDoubtful<"), "{row}"),
                Status::Rejected => assert!(row.contains(">\nRejected<"), "{row}"),
            }
            assert!(row.contains(&escaped(&estimate.reason)));
            let place = format!("<title>{}, {}: depth ", entry.name, estimate.status);
            assert!(chapter.contains(&place), "{place}");
        }
    }
}

#[test]
fn shares_are_printed_with_their_intervals() {
    let profiles = gut::three();
    let html = render(&profiles);
    let largest = profiles[0].present(Level::Species);
    let largest = largest.max_by_key(|entry| entry.clade_reads).unwrap();
    let share = largest.estimate.as_ref().unwrap().sequence_share;
    assert!(share.low >= 0.1, "three digits are one decimal");
    let cell = format!(
        "<td class=\"number\">{:.1}<small>{:.1}\u{2013}{:.1}</small></td>",
        100.0 * share.estimate,
        100.0 * share.low,
        100.0 * share.high
    );
    assert!(html.contains(&cell), "{cell}");
}

#[test]
fn every_bar_is_a_whole_with_the_unknown_hatched_at_its_end() {
    let profiles = gut::three();
    let bars = bars(&render(&profiles));
    // Shares of reads, then shares of cells.
    assert_eq!(bars.len(), 6);
    for bar in &bars {
        let sum: f64 = bar.iter().map(|(_, width)| width).sum();
        assert!((sum - 100.0).abs() < 0.05, "{sum}");
        assert_eq!(bar.last().unwrap().0, "f-hatched");
    }
    for (profile, bar) in profiles.iter().zip(&bars) {
        let share = |reads: u64| 100.0 * reads as f64 / profile.total_reads() as f64;
        let width = |class: &str| bar.iter().find(|part| part.0 == class).unwrap().1;
        assert!((width("f-hatched") - share(profile.unclassified_reads())).abs() < 0.001);
        assert!((width("f-slate") - share(profile.host_reads())).abs() < 0.001);
    }
    let with_host = |bar: &&Vec<(String, f64)>| bar.iter().any(|part| part.0 == "f-slate");
    assert_eq!(
        bars.iter().filter(with_host).count(),
        3,
        "a host has no cells"
    );
}

#[test]
fn the_unknown_and_the_host_are_parts_of_every_circle() {
    let profiles = gut::three();
    let html = render(&profiles);
    let circles = between(&html, "<figure class=\"sunburst\">", "</figure>");
    assert_eq!(circles.len(), 3);
    for (circle, unknown) in circles.iter().zip(["21.3", "18.4", "35.2"]) {
        assert!(circle.contains("<path class=\"f-hatched\""));
        assert!(circle.contains(&format!("<title>Unknown: {unknown}\u{a0}%</title>")));
        assert!(circle.contains("<path class=\"f-slate t0\""));
        assert!(circle.contains("aria-label=\"Sunburst of sample P00"));
    }
}

#[test]
fn text_of_the_input_is_escaped_everywhere() {
    let nasty = "<script>alert(\"x\" & 'y')</script>";
    let own = |text: &str| text.to_owned();
    let facts = ProfilePageFacts {
        title: own(nasty),
        database: own(nasty),
        platform: own(nasty),
        tool_version: own(nasty),
        parameters: vec![(own(nasty), own(nasty))],
        ..gut::facts()
    };
    let profiles: Vec<Profile> = gut::edges()
        .iter()
        .map(|profile| {
            with_entries(profile, |entries| {
                for entry in entries {
                    entry.name = format!("{nasty}{}", entry.taxid);
                    entry.lineage = entry.lineage.replace("__", "__<b>");
                    if let Some(estimate) = &mut entry.estimate {
                        estimate.reason = own(nasty);
                    }
                }
            })
        })
        .collect();
    let html = render_profile_page(&facts, &profiles).unwrap();
    assert!(!html.contains("<script") && !html.contains("<b>"));
    assert!(html.contains(&escaped(nasty)));
    assert!(html.contains("被験者一号・朝食前の検体"));
    assert_balanced(&html);
}

/// Whether some tag has an attribute that runs something, such as `onload`.
/// Values are escaped, so that no `>` or `"` inside one ends it.
fn has_handler(html: &str) -> bool {
    let runs = |tag: &str| {
        tag.split(" on").skip(1).any(|rest| {
            let (name, _) = rest.split_once("=\"").unwrap_or_default();
            !name.is_empty() && name.chars().all(|letter| letter.is_ascii_alphabetic())
        })
    };
    between(html, "<", ">").into_iter().any(runs)
}

#[test]
fn nothing_is_loaded_and_nothing_runs() {
    let html = render(&gut::three());
    for needle in [
        "<script", "<link", "<img", "<iframe", "http://", "https://", "url(", "@import",
    ] {
        assert!(!html.contains(needle), "{needle}");
    }
    assert!(has_handler("<p>on</p><svg class=\"a\" onload=\"x\">"));
    assert!(!has_handler("<p title=\"based on this\">on load=</p>"));
    assert!(!has_handler(&html));
    assert!(html.contains("default-src &#39;none&#39;"));
}

#[test]
fn every_picture_has_a_name_or_stands_beside_its_word() {
    let html = render(&gut::three());
    let pictures = between(&html, "<svg", ">");
    assert!(pictures.len() > 100);
    for tag in pictures {
        let named = tag.contains("role=\"img\"") && tag.contains("aria-label=\"");
        assert!(named || tag.contains("aria-hidden=\"true\""), "{tag}");
    }
}

#[test]
fn links_lead_to_places_that_are_there_once() {
    let html = render(&gut::many(5));
    let places = between(&html, " id=\"", "\"");
    let once: BTreeSet<&str> = places.iter().copied().collect();
    assert_eq!(places.len(), once.len());
    let links = between(&html, "href=\"#", "\"");
    assert!(links.contains(&"sample-5"));
    for link in links {
        assert!(once.contains(link), "{link}");
    }
}

#[test]
fn the_first_samples_are_open_and_the_others_closed() {
    let html = render(&gut::many(5));
    let open: Vec<bool> = chapters(&html)
        .iter()
        .map(|chapter| chapter.starts_with(" open"))
        .collect();
    assert_eq!(open, [true, true, true, false, false]);
}

#[test]
fn samples_at_the_edges_say_what_they_are() {
    let profiles = gut::edges();
    let html = render(&profiles);
    let chapters = chapters(&html);
    assert_eq!(chapters.len(), profiles.len());
    let [empty, all_host, all_unknown, one_read] = [0, 1, 2, 3].map(|index| chapters[index]);
    assert!(empty.contains("No reads") && !empty.contains("f-hatched"));
    assert!(all_host.contains("Mostly host") && all_host.contains("host 100\u{a0}%"));
    assert!(all_unknown.contains("Mostly unknown"));
    assert!(all_unknown.contains("The host was not looked for."));
    assert!(all_unknown.contains("No species is believed to be present."));
    assert!(one_read.contains("1 species is believed to be present. Of 1 read, 0\u{a0}% are"));
    // The bar of the empty sample is not hatched, which would be all unknown.
    let rows = between(&html, "<td class=\"bar\">", "</td>");
    assert!(rows[0].contains("nothing") && !rows[0].contains("<svg"));
}

#[test]
fn the_detection_limit_is_told_in_words() {
    let html = render(&gut::three());
    // 30 reads of 4,812,377.
    let sentence = "a species below 0.0006\u{a0}% of the reads would be missed";
    assert_eq!(html.matches(sentence).count(), 3);
}

#[test]
fn medians_leave_out_samples_without_reads() {
    let html = render(&gut::three());
    let facts = between(&html, "<dl class=\"facts\">", "</dl>")[0];
    for value in [">3<", ">30<", ">21.3\u{a0}%<", ">3.2\u{a0}%<"] {
        assert!(facts.contains(value), "{value}");
    }
    let edges = render(&gut::edges()[..2]);
    let facts = between(&edges, "<dl class=\"facts\">", "</dl>")[0];
    assert!(facts.contains("1 without reads") && facts.contains(">100\u{a0}%<"));
}

#[test]
fn without_genome_lengths_no_share_of_cells_is_claimed() {
    let facts = ProfilePageFacts {
        has_taxonomic_shares: false,
        ..gut::facts()
    };
    let html = render_profile_page(&facts, &gut::three()).unwrap();
    assert!(html.contains("They are not shares of cells."));
    assert!(!html.contains("Taxonomic share"));
    assert_eq!(bars(&html).len(), 3);
}

#[test]
fn a_report_that_only_counts_reads_makes_a_page() {
    let report = b" 40.00\t4\t4\tU\t0\tunclassified
 60.00\t6\t1\tR\t1\troot
 50.00\t5\t0\tD\t2\t  Bacteria
 50.00\t5\t2\tG\t816\t    Bacteroides
 30.00\t3\t3\tS\t820\t      Bacteroides uniformis
";
    let html = render(&[read_kreport(&report[..], "p1").unwrap()]);
    assert_balanced(&html);
    assert!(html.contains(">Bacteroides uniformis</th><td class=\"number\">30.0<"));
    assert!(html.contains("p1, Not placed in genera: 10.0\u{a0}%"));
    assert!(!html.contains("Coverage against depth"));
}

#[test]
fn what_a_page_cannot_hold_is_counted() {
    let profile = with_entries(&gut::three()[0], |entries| {
        let rejected = |entry: &&Entry| {
            entry
                .estimate
                .as_ref()
                .is_some_and(|e| e.status == Status::Rejected)
        };
        let model = entries.iter().find(rejected).unwrap().clone();
        entries.extend((0..300).map(|index| Entry {
            taxid: 90_000 + index,
            name: format!("Copy {index:03}"),
            ..model.clone()
        }));
    });
    let html = render(&[profile]);
    assert!(html.contains("<summary>307 rejected species with the reasons</summary>"));
    assert!(
        html.contains("107 rejected species with fewer reads are not shown here; profiles.tsv")
    );
    assert_eq!(html.matches("</svg>\nRejected</td>").count(), 200);
}

#[test]
fn species_without_a_depth_are_counted_where_they_are_not_drawn() {
    let sentence = "could not be estimated: 3 species.";
    let whole = gut::three().remove(0);
    assert!(!render(std::slice::from_ref(&whole)).contains("Not drawn"));
    let profile = with_entries(&whole, |entries| {
        let estimates = entries
            .iter_mut()
            .filter_map(|entry| entry.estimate.as_mut());
        for estimate in estimates.filter(|estimate| estimate.status == Status::Doubtful) {
            estimate.depth = None;
        }
    });
    let html = render(&[profile]);
    assert!(html.contains(sentence));
    assert!(!html.contains("Doubtful (3)") && html.contains("Rejected (7)"));
}

#[test]
fn the_same_input_makes_the_same_bytes() {
    assert_eq!(render(&gut::many(4)), render(&gut::many(4)));
}

#[test]
fn a_profile_that_cannot_be_is_refused_with_all_its_mistakes() {
    let [first, second, third]: [Profile; 3] = gut::three().try_into().unwrap();
    let first = with_entries(&first, |entries| {
        let estimate = entries[0].estimate.as_mut().unwrap();
        estimate.sequence_share.low = -0.1;
        let estimate = entries[1].estimate.as_mut().unwrap();
        estimate.taxonomic_share = Some(Interval {
            estimate: 0.5,
            low: 0.6,
            high: 0.7,
        });
        let estimate = entries[2].estimate.as_mut().unwrap();
        estimate.depth = Some(f64::NAN);
        let estimate = entries[3].estimate.as_mut().unwrap();
        estimate.breadth = Some(1.5);
    });
    let second = with_entries(&second, |entries| {
        let species = |entry: &&mut Entry| entry.rank.level() == Some(Level::Species);
        for entry in entries.iter_mut().filter(species).take(3) {
            let share = Interval {
                estimate: 0.9,
                low: 0.8,
                high: 1.0,
            };
            entry.estimate.as_mut().unwrap().taxonomic_share = Some(share);
        }
    });
    let error =
        render_profile_page(&gut::facts(), &[first, second, third.clone(), third]).unwrap_err();
    let kinds: Vec<ErrorKind> = error.all().map(nuka::Error::kind).collect();
    assert_eq!(
        kinds,
        [
            ErrorKind::Parameter,
            ErrorKind::Parameter,
            ErrorKind::Parameter,
            ErrorKind::Parameter,
            ErrorKind::Mismatch,
            ErrorKind::Duplicate,
        ]
    );
    let names: Vec<&str> = error
        .all()
        .map(|e| e.place().name.as_deref().unwrap())
        .collect();
    assert_eq!(&names[3..], ["P001-week0", "P001-week12", "P002-week0"]);
}
