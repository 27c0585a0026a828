//! What the reads are like, and what they cannot show.

use super::opening::counted;
use crate::profile::{Profile, SampleQuality};
use crate::report::number::{bases, count, decimal, fine_percent, percent};
use crate::report::{Block, Fact, Histogram, HistogramColumn, Paragraph, Section};

/// The section; `None` where nothing is told of the reads.
pub(super) fn section(profile: &Profile) -> Option<Section> {
    let quality = profile.quality()?;
    let mut blocks = vec![Block::Paragraph(Paragraph::english(limit(quality)))];
    if quality.reads > 0 {
        blocks.push(Block::Facts(cards(quality)));
        blocks.extend(lengths(profile.sample(), quality));
    }
    Some(Section {
        heading: "Quality of the reads".to_owned(),
        blocks,
    })
}

fn limit(quality: &SampleQuality) -> String {
    match quality.detection_limit_share {
        Some(limit) if limit >= 1.0 => {
            "Detection limit: so few reads that any species would be missed, with a probability \
             of 95 % or more, even alone."
                .to_owned()
        }
        Some(limit) => format!(
            "Detection limit: a species below {} of the reads would be missed (with a probability \
             of 95 % or more, for a genome of average length). That it is not listed does not \
             show that it is not there.",
            fine_percent(limit)
        ),
        None => "Detection limit: not known for this sample.".to_owned(),
    }
}

fn cards(quality: &SampleQuality) -> Vec<Fact> {
    let none = || "\u{2013}".to_owned();
    let fact = |label: &str, value: String, note: &str| Fact {
        label: label.to_owned(),
        value,
        note: note.to_owned(),
    };
    let mut cards = vec![
        fact("Reads", count(quality.reads), "a pair counts once"),
        fact("Bases", bases(quality.bases), &quality.platform),
        fact(
            "Mean quality",
            quality
                .mean_phred
                .map_or_else(none, |phred| format!("Q{}", decimal(phred, 1))),
            "Phred, of the mean error",
        ),
        fact(
            "Duplicates",
            quality.duplicate_share.map_or_else(none, percent),
            "repeat an earlier read",
        ),
        fact(
            "Low complexity",
            percent(quality.low_complexity_share),
            "repeat a short motif",
        ),
        fact(
            "Saturation",
            quality.saturation.map_or_else(none, percent),
            "of the present genomes seen",
        ),
    ];
    if quality.chimeric_reads > 0 {
        cards.push(fact(
            "Chimeric reads",
            count(quality.chimeric_reads),
            "two species in one read",
        ));
    }
    cards
}

fn lengths(sample: &str, quality: &SampleQuality) -> Option<Block> {
    let bins = &quality.read_lengths;
    let (first, last) = (bins.first()?.0, bins.last()?.0);
    let reads = |bin: &(u32, u64)| bin.1;
    let all = bins.iter().map(reads).fold(0, u64::saturating_add);
    if bins.len() == 1 {
        let text = format!(
            "All reads fall into one bin of length, from {} bases.",
            count(first.into())
        );
        return Some(Block::Paragraph(Paragraph::english(text)));
    }
    let most = bins
        .iter()
        .max_by_key(|bin| (bin.1, std::cmp::Reverse(bin.0)))?;
    let hint = |index: usize, bin: &(u32, u64)| {
        let to = bins.get(index + 1).map_or_else(
            || "or more".to_owned(),
            |next| format!("to {}", count(u64::from(next.0).saturating_sub(1))),
        );
        format!(
            "{} {to} bases: {}",
            count(bin.0.into()),
            counted(bin.1, "read")
        )
    };
    Some(Block::Histogram(Histogram {
        caption: "Lengths of the reads in bases; each mate counts for itself.".to_owned(),
        spoken: format!(
            "Histogram of read lengths in sample {sample}: {} from {} to {} bases, most from {} bases on.",
            counted(all, "read"),
            count(first.into()),
            count(last.into()),
            count(most.0.into())
        ),
        columns: bins
            .iter()
            .enumerate()
            .map(|(index, bin)| HistogramColumn {
                hint: hint(index, bin),
                height: bin.1 as f64,
            })
            .collect(),
        ends: (count(first.into()), format!("{} bases", count(last.into()))),
    }))
}
