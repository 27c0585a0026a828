//! The plot of breadth against depth.

use crate::profile::{Entry, Profile, Status};
use crate::report::number::{count, percent, times};
use crate::report::{Block, DepthPlot, DepthPoint, DepthSeries, Mark, Paragraph, Section};
use crate::taxonomy::Level;

/// The mark of a status, the same on the whole page.
pub(super) fn mark(status: Status) -> Mark {
    match status {
        Status::Present => Mark::Disc,
        Status::Doubtful => Mark::Triangle,
        Status::Rejected => Mark::Cross,
    }
}

/// The word with a capital.
pub(super) fn word(status: Status) -> &'static str {
    match status {
        Status::Present => "Present",
        Status::Doubtful => "Doubtful",
        Status::Rejected => "Rejected",
    }
}

/// The section on coverage; `None` where no species has a depth.
pub(super) fn section(profile: &Profile) -> Option<Section> {
    let series: Vec<DepthSeries> = Status::ALL
        .into_iter()
        .map(|status| series(profile, status))
        .filter(|series| !series.points.is_empty())
        .collect();
    let has_depth = |point: &DepthPoint| point.depth > 0.0;
    if !series
        .iter()
        .any(|series| series.points.iter().any(has_depth))
    {
        return None;
    }
    let told: Vec<String> = series
        .iter()
        .map(|series| format!("{} {}", series.points.len(), series.label.to_lowercase()))
        .collect();
    let plot = DepthPlot {
        caption: "How much of each genome was seen, against how often it was sequenced.".to_owned(),
        spoken: format!(
            "Plot of breadth against depth in sample {} for {} species. The numbers stand in the \
             tables.",
            profile.sample(),
            told.join(", ")
        ),
        x_label: "Depth (times sequenced, logarithmic)".to_owned(),
        y_label: "Breadth".to_owned(),
        curve_label: "Expected by chance".to_owned(),
        series,
    };
    let drawn: usize = plot.series.iter().map(|series| series.points.len()).sum();
    let mut blocks = vec![
        Block::DepthPlot(plot),
        Block::Paragraph(Paragraph::english(
            "Reads of a genome that is there fall anywhere on it, so its point lies near the \
             dashed line of what chance would give. A point far below it has many reads on few \
             places: shared or foreign sequence, not the species.",
        )),
    ];
    blocks.extend(not_drawn(profile, drawn).map(Block::Paragraph));
    Some(Section {
        heading: "Coverage against depth".to_owned(),
        blocks,
    })
}

/// Says how many species have no place in the plot, where there are any.
fn not_drawn(profile: &Profile, drawn: usize) -> Option<Paragraph> {
    let estimated =
        |entry: &&Entry| entry.rank.level() == Some(Level::Species) && entry.estimate.is_some();
    let all = profile.entries().iter().filter(estimated).count();
    let missing = all.saturating_sub(drawn);
    (missing > 0).then(|| {
        Paragraph::english(format!(
            "Not drawn, because their depth or breadth could not be estimated: {} species. They \
             stand in the tables.",
            count(missing as u64)
        ))
    })
}

fn series(profile: &Profile, status: Status) -> DepthSeries {
    let of_status = |entry: &&Entry| {
        let estimate = entry.estimate.as_ref();
        let is_species = entry.rank.level() == Some(Level::Species);
        is_species && estimate.is_some_and(|estimate| estimate.status == status)
    };
    let entries = profile.entries().iter().filter(of_status);
    DepthSeries {
        label: word(status).to_owned(),
        mark: mark(status),
        points: entries.filter_map(point).collect(),
    }
}

fn point(entry: &Entry) -> Option<DepthPoint> {
    let estimate = entry.estimate.as_ref()?;
    let (depth, breadth) = (estimate.depth?, estimate.breadth?);
    let expected = estimate.breadth_expected;
    let beside = expected.map_or_else(String::new, |expected| {
        format!(" (expected {})", percent(expected))
    });
    Some(DepthPoint {
        hint: format!(
            "{}, {}: depth {}, breadth {}{beside}",
            entry.name,
            estimate.status,
            times(depth),
            percent(breadth)
        ),
        depth,
        fraction: breadth,
        expected,
    })
}
