//! Laying out the numbers of a demo run.

use super::check::check;
use super::food_nutrients::food_nutrients_section;
use super::model_section::model_section;
use super::numbers::{AccuracyRow, DemoReport, FoodEffectRow, PersonShares};
use crate::error::Result;
use crate::report::number::{count, decimal, percent, percent_number, signed};
use crate::report::{
    BarKey, BarRow, Block, Callout, Cell, Column, Fill, Language, Page, Paragraph, Section,
    StackedBars, Table,
};

/// How many people a table of shares has across, so that it fits a page.
const PEOPLE_ACROSS: usize = 8;

impl DemoReport {
    /// The page in English with a summary in Japanese.
    ///
    /// # Errors
    /// All at once: shares that are no fractions or do not sum to 1 with the
    /// unknown part, R² above 1, a permutation p-value of 0, numbers that are
    /// none. Nothing is shown that was refused.
    pub fn page(&self) -> Result<Page> {
        check(self)?;
        let mut sections = vec![self.accuracy_section(), self.gut_section()];
        if !self.food_nutrients.is_empty() {
            sections.push(food_nutrients_section(&self.food_nutrients));
        }
        if !self.food_effects.is_empty() {
            sections.push(food_section(&self.food_effects));
        }
        sections.push(model_section(&self.model));
        Ok(Page {
            language: Language::English,
            kicker: "nuka demo".to_owned(),
            title: "From reads to a result, with the answers known".to_owned(),
            lead: "A whole run on a gut that never was: reads are classified, joined with food \
                   and a blood marker, and every result is held against what was planted."
                .to_owned(),
            opening: self.opening(),
            sections,
            colophon: format!(
                "Made by {} from simulated data, seed {}. The same program and seed make the \
                 same page.",
                self.program, self.seed
            ),
        })
    }

    fn opening(&self) -> Vec<Block> {
        let simulated = Callout {
            title: "Simulated data".to_owned(),
            text: "People, what they eat, genomes and blood values on this page are made up. \
                   The names of taxa and foods are real, and so is what 100 g of a food hold; \
                   no other number is: nothing here is a finding about any of them, and nothing \
                   here is advice."
                .to_owned(),
        };
        vec![
            Block::Callout(simulated),
            Block::Facts(self.facts.clone()),
            Block::Paragraph(Paragraph::japanese(self.japanese_summary())),
        ]
    }

    fn japanese_summary(&self) -> String {
        let pairs: u64 = self.accuracy.iter().map(AccuracyRow::total).sum();
        format!(
            "このページは架空のデータによる実演です。{people}人の腸内細菌の配列（{pairs}リードペア）を\
             分類し、食事調査と血液検査値（いずれも模擬値）に結び付け、あらかじめ仕込んだ正解と\
             比べました。参照データベースにない「不明」の割合も隠さず示します。学習に使って\
             いない人に対する予測の決定係数は{r_squared}でした。実在の人、食品、細菌についての\
             知見ではありません。",
            people = self.people.len(),
            pairs = count(pairs),
            r_squared = decimal(self.model.r_squared_out_of_fold, 2),
        )
    }

    fn accuracy_section(&self) -> Section {
        let keys = [
            ("Right species", Fill::Green),
            ("Right, above species", Fill::Sky),
            ("Wrong", Fill::Vermillion),
            ("Unclassified", Fill::Hatched),
        ];
        let parts = |row: &AccuracyRow| [row.right, row.above_species, row.wrong, row.unclassified];
        let share = |part: u64, row: &AccuracyRow| match row.total() {
            0 => 0.0,
            total => part as f64 / total as f64,
        };
        let bars = StackedBars {
            caption: "What became of the read pairs, by where they came from.".to_owned(),
            row_heading: "Reads from".to_owned(),
            ending_heading: "Wrong".to_owned(),
            keys: keys.map(|(label, fill)| key(label, fill)).to_vec(),
            rows: self
                .accuracy
                .iter()
                .map(|row| BarRow {
                    label: row.source.clone(),
                    fractions: parts(row).map(|part| share(part, row)).to_vec(),
                    ending: percent(share(row.wrong, row)),
                    anchor: None,
                })
                .collect(),
        };
        let table = Table {
            caption: "The same in read pairs.".to_owned(),
            columns: std::iter::once(Column::Words("Reads from".to_owned()))
                .chain(
                    ["Pairs"]
                        .into_iter()
                        .chain(keys.map(|(label, _)| label))
                        .map(|label| Column::Numbers(label.to_owned())),
                )
                .collect(),
            rows: self
                .accuracy
                .iter()
                .map(|row| {
                    let numbers = std::iter::once(row.total()).chain(parts(row)).map(count);
                    let cells = std::iter::once(row.source.clone()).chain(numbers);
                    cells.map(Cell::from).collect()
                })
                .collect(),
        };
        Section {
            heading: "Were the reads called right?".to_owned(),
            blocks: vec![
                paragraph(
                    "Every simulated read carries its origin in its name. A call counts as right \
                     when it names the true species, or an ancestor of it. For organisms that the \
                     reference does not hold, no species can be right: there, a call above \
                     species or none at all is the honest answer.",
                ),
                Block::StackedBars(bars),
                Block::Table(table),
            ],
        }
    }

    fn gut_section(&self) -> Section {
        let shown = self.most_abundant(Fill::HUES.len());
        let mut keys: Vec<BarKey> = shown
            .iter()
            .zip(Fill::HUES)
            .map(|(&index, fill)| key(&self.species[index], fill))
            .collect();
        keys.push(key("Other species", Fill::Grey));
        keys.push(key("Above species only", Fill::Pale));
        keys.push(key("Unknown", Fill::Hatched));
        let rows = self
            .people
            .iter()
            .map(|person| {
                let shown_fractions = shown.iter().map(|&index| person.species_fractions[index]);
                let mut fractions: Vec<f64> = shown_fractions.collect();
                let all: f64 = person.species_fractions.iter().sum();
                fractions.push((all - fractions.iter().sum::<f64>()).max(0.0));
                fractions.push(person.above_species_fraction);
                fractions.push(person.unknown_fraction);
                BarRow {
                    label: person.participant.clone(),
                    fractions,
                    ending: percent(person.unknown_fraction),
                    anchor: None,
                }
            })
            .collect();
        let bars = StackedBars {
            caption: "The gut of each person, in shares of all read pairs.".to_owned(),
            row_heading: "Person".to_owned(),
            ending_heading: "Unknown".to_owned(),
            keys,
            rows,
        };
        Section {
            heading: "Who lives there?".to_owned(),
            blocks: vec![
                paragraph(
                    "The hatched end of each bar is what the reference does not know. It is a \
                     part of the gut like any other, so it stays in the picture and the named \
                     shares are not scaled up to fill its place.",
                ),
                Block::StackedBars(bars),
                Block::Folded {
                    summary: "All shares as a table".to_owned(),
                    blocks: self
                        .people
                        .chunks(PEOPLE_ACROSS)
                        .map(|people| Block::Table(self.share_table(people)))
                        .collect(),
                },
            ],
        }
    }

    /// The places of the species with the largest mean shares, largest first.
    fn most_abundant(&self, wanted: usize) -> Vec<usize> {
        let total = |index: usize| -> f64 {
            let people = self.people.iter();
            people.map(|person| person.species_fractions[index]).sum()
        };
        let mut order: Vec<(usize, f64)> = (0..self.species.len())
            .map(|index| (index, total(index)))
            .collect();
        order.sort_by(|a, b| b.1.total_cmp(&a.1));
        order.truncate(wanted);
        order.into_iter().map(|(index, _)| index).collect()
    }

    /// Species down, people across: names are longer than numbers.
    fn share_table(&self, people: &[PersonShares]) -> Table {
        let row = |label: &str, share: &dyn Fn(&PersonShares) -> f64| -> Vec<Cell> {
            let numbers = people.iter().map(|person| percent_number(share(person)));
            let cells = std::iter::once(label.to_owned()).chain(numbers);
            cells.map(Cell::from).collect()
        };
        let species = self.most_abundant(self.species.len()).into_iter();
        let species = species.map(|s| row(&self.species[s], &|person| person.species_fractions[s]));
        let rest = [
            row("Above species only", &|person| {
                person.above_species_fraction
            }),
            row("Unknown", &|person| person.unknown_fraction),
        ];
        let names = people.iter().map(|person| &person.participant);
        Table {
            caption: "Share of all read pairs in %.".to_owned(),
            columns: std::iter::once(Column::Words("Species".to_owned()))
                .chain(names.map(|name| Column::Numbers(name.clone())))
                .collect(),
            rows: species.chain(rest).collect(),
        }
    }
}

fn food_section(effects: &[FoodEffectRow]) -> Section {
    let table = Table {
        caption: "Change of the natural logarithm of a species' share, from eating none to \
                  eating the median intake."
            .to_owned(),
        columns: vec![
            Column::Words("Food".to_owned()),
            Column::Words("Species".to_owned()),
            Column::Numbers("Planted".to_owned()),
            Column::Numbers("Found".to_owned()),
        ],
        rows: effects
            .iter()
            .map(|effect| {
                vec![
                    effect.food.clone().into(),
                    effect.species.clone().into(),
                    signed(effect.planted_log_ratio, 2).into(),
                    signed(effect.estimated_log_ratio, 2).into(),
                ]
            })
            .collect(),
    };
    Section {
        heading: "Did food shift the gut?".to_owned(),
        blocks: vec![
            paragraph(
                "In this simulation some foods raise or lower a species by a known amount. The \
                 last column is what the classified reads and the survey say. With few people \
                 it strays from the truth by chance.",
            ),
            Block::Table(table),
        ],
    }
}

pub(super) fn paragraph(text: &str) -> Block {
    Block::Paragraph(Paragraph::english(text))
}

fn key(label: &str, fill: Fill) -> BarKey {
    let label = label.to_owned();
    BarKey { label, fill }
}
