//! Where an amplicon belongs, with what probability.

use super::distance::Comparer;
use super::novelty::novelty;
use super::search::{Candidate, Oriented, Searcher};
use super::{PlacementParameters, ValidPlacement};
use crate::database::AmpliconDatabase;
use crate::database::amplicon::ANY_BASE;
use crate::taxonomy::{Level, Taxon, Taxonomy};

/// Part of a read that must lie on a reference.
const LEAST_OVERLAP: f64 = 0.9;
/// Differences a base beyond which a reference says nothing.
const MOST_DIFFERENCES_A_BASE: f64 = 0.25;
/// Weight of a source `d` differences away where the nearest is `n` away:
/// `((NEAR + n) / (NEAR + d)) ^ STEEPNESS`. How fast a species' members part from
/// their reference is not known and is learned from the nearest alone; a gamma prior
/// for that rate turns exponential weights into this power. Fitted to references left
/// out of their own database.
const NEAR: f64 = 2.0;
const STEEPNESS: f64 = 5.0;
/// Sources with less weight than this part of the nearest one's are not looked for.
const LEAST_WEIGHT: f64 = 0.02;
/// Part of the sources that must lie below a taxon for an amplicon to reach it.
const REACH_SHARE: f64 = 0.8;
/// Least identity with a reference of the same family, order, class and phylum
/// (Yarza 2014, doi:10.1038/nrmicro3330, table 1).
const IDENTITIES: [(Level, f64); 4] = [
    (Level::Family, 0.865),
    (Level::Order, 0.82),
    (Level::Class, 0.785),
    (Level::Phylum, 0.75),
];

/// An amplicon as [base sets](crate::database::amplicon::base_set), either strand.
#[derive(Debug, Clone, Copy)]
pub struct Query<'a> {
    /// The read, or the first mate.
    pub first: &'a [u8],
    /// The second mate.
    pub second: Option<&'a [u8]>,
    /// Wrong bases to expect among those that are no ambiguous ones.
    pub errors: f64,
}

/// What is believed of an amplicon.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Placement {
    /// Identity with the nearest reference over the bases that were compared; `None`
    /// where none is near enough to be compared.
    pub identity: Option<f64>,
    /// Differences from the nearest reference; bases that both mates show count once.
    pub differences: f64,
    /// Bases between the ends of the amplicon on the nearest reference.
    pub span_bases: usize,
    /// Whether the (first) read lies on the other strand than the references.
    pub is_reverse: bool,
    /// The probability that the genus is among the references; the probabilities of
    /// [`genera`](Self::genera) sum to it or, where sources have no genus, to less.
    pub known_genus: f64,
    /// The genera it may belong to with their probabilities, the likeliest first.
    pub genera: Vec<(Taxon, f64)>,
    /// The species it may belong to with their probabilities, the likeliest first.
    pub species: Vec<(Taxon, f64)>,
    /// The lowest taxon above genera that it reaches, named or not: what is left to
    /// say where its genus is not known. The root where nothing is.
    pub reach: Taxon,
}

/// Places amplicons; one a thread.
#[derive(Debug)]
pub struct Placer<'db> {
    database: &'db AmpliconDatabase,
    parameters: PlacementParameters,
    searcher: Searcher<'db>,
    comparer: Comparer,
    reads: Vec<Oriented>,
    candidates: Vec<Candidate>,
    /// References compared in full: differences, reference, bases between the outer
    /// ends of the reads on it.
    compared: Vec<(u32, u32, usize)>,
    /// The lowest taxon of references near the amplicon: differences, weight.
    sources: Vec<(Taxon, u32, f64)>,
    placement: Placement,
}

impl<'db> Placer<'db> {
    /// A placer for a database.
    pub fn new(database: &'db AmpliconDatabase, parameters: &ValidPlacement) -> Self {
        Self {
            database,
            parameters: parameters.parameters().clone(),
            searcher: Searcher::new(database),
            comparer: Comparer::default(),
            reads: Vec::new(),
            candidates: Vec::new(),
            compared: Vec::new(),
            sources: Vec::new(),
            placement: Placement::default(),
        }
    }

    /// Places one amplicon.
    pub fn place(&mut self, query: Query<'_>) -> &Placement {
        self.placement.identity = None;
        self.placement.differences = 0.0;
        self.placement.span_bases = 0;
        self.placement.known_genus = 0.0;
        self.placement.genera.clear();
        self.placement.species.clear();
        self.placement.reach = Taxon::ROOT;
        self.orient(query);
        let compared = |read: &Oriented| read.bases.iter().filter(|&&set| set != ANY_BASE).count();
        let bases: usize = self.reads.iter().map(compared).sum();
        if (bases as u64) < self.parameters.minimum_bases {
            return &self.placement;
        }
        self.searcher.candidates(&self.reads, &mut self.candidates);
        self.compare(bases);
        if let Some(&(differences, _, span)) = self.compared.first() {
            self.weigh_sources();
            self.conclude(differences, span, bases, query.errors);
        }
        &self.placement
    }

    /// Brings the reads to the strand of the references: that on which the references
    /// hold more of their k-mers.
    fn orient(&mut self, query: Query<'_>) {
        let Query { first, second, .. } = query;
        let reads = if second.is_some() { 2 } else { 1 };
        self.reads.resize_with(reads, Oriented::default);
        let mut set = |reverse: bool| {
            self.reads[0].set(first, reverse);
            if let (Some(second), Some(read)) = (second, self.reads.get_mut(1)) {
                read.set(second, !reverse);
            }
            self.reads
                .iter()
                .map(|read| self.searcher.found(read))
                .sum::<u32>()
        };
        let reverse = set(true);
        let is_reverse = reverse > set(false);
        if is_reverse {
            set(true);
        }
        self.placement.is_reverse = is_reverse;
    }

    /// Counts the differences from each candidate, as long as they may matter.
    fn compare(&mut self, bases: usize) {
        self.compared.clear();
        let mut limit = (bases as f64 * MOST_DIFFERENCES_A_BASE) as u32;
        let mut most = limit;
        for &candidate in &self.candidates {
            let letters = self.database.bases(candidate.reference);
            let (mut total, mut low, mut high) = (0, i32::MAX, i32::MIN);
            let mut reads = self.reads.iter().zip(candidate.diagonals);
            let is_near = reads.all(|(read, diagonal)| {
                let Some(start) = diagonal else {
                    return false;
                };
                let end = start + read.bases.len() as i32;
                (low, high) = (low.min(start), high.max(end));
                let covered = (end.min(letters.len() as i32) - start.max(0)).max(0);
                if f64::from(covered) < LEAST_OVERLAP * read.bases.len() as f64 {
                    return false;
                }
                let allowed = most.saturating_sub(total);
                let found = self
                    .comparer
                    .differences(&read.bases, letters, start, allowed);
                total += found.unwrap_or(0);
                found.is_some()
            });
            if is_near {
                limit = limit.min(total);
                most = most.min(last_that_matters(limit));
                let span = usize::try_from(high.saturating_sub(low)).unwrap_or(0);
                self.compared.push((total, candidate.reference, span));
            }
        }
        self.compared
            .retain(|&(differences, ..)| differences <= most);
        self.compared.sort_unstable();
    }

    fn weigh_sources(&mut self) {
        self.sources.clear();
        let nearest = self.compared[0].0;
        for &(differences, reference, _) in &self.compared {
            let taxon = self.database.taxon(reference);
            // Nearest first: a taxon that is there already is there with its nearest.
            if !self.sources.iter().any(|&(known, ..)| known == taxon) {
                self.sources
                    .push((taxon, differences, weight(nearest, differences)));
            }
        }
        let total: f64 = self.sources.iter().map(|&(.., weight)| weight).sum();
        self.sources.iter_mut().for_each(|source| source.2 /= total);
    }

    fn conclude(&mut self, differences: u32, span: usize, bases: usize, errors: f64) {
        let taxonomy = self.database.taxonomy();
        let letters: usize = self.reads.iter().map(|read| read.bases.len()).sum();
        // What both mates show is one piece of evidence, not two.
        let once = (span as f64 / letters.max(1) as f64).min(1.0);
        let (differences, bases) = (f64::from(differences) * once, bases as f64 * once);
        let novelty = novelty(differences, bases, errors * once, &self.parameters);
        let identity = 1.0 - differences / bases;
        let placement = &mut self.placement;
        placement.identity = Some(identity);
        placement.differences = differences;
        placement.span_bases = span;
        placement.known_genus = novelty.known_genus;
        for &(taxon, _, share) in &self.sources {
            if let Some(genus) = taxonomy.at_level(taxon, Level::Genus) {
                add(&mut placement.genera, genus, share * novelty.known_genus);
            }
            if let Some(species) = taxonomy.at_level(taxon, Level::Species) {
                add(
                    &mut placement.species,
                    species,
                    share * novelty.known_species,
                );
            }
        }
        for ranked in [&mut placement.genera, &mut placement.species] {
            ranked.retain(|&(_, probability)| probability > 0.0);
            ranked.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        }
        placement.reach = reach(taxonomy, &self.sources, identity);
    }
}

fn weight(nearest: u32, differences: u32) -> f64 {
    ((NEAR + f64::from(nearest)) / (NEAR + f64::from(differences))).powf(STEEPNESS)
}

/// The most differences that still have weight beside the nearest.
fn last_that_matters(nearest: u32) -> u32 {
    ((NEAR + f64::from(nearest)) * LEAST_WEIGHT.powf(-1.0 / STEEPNESS) - NEAR) as u32
}

fn add(sums: &mut Vec<(Taxon, f64)>, taxon: Taxon, probability: f64) {
    match sums.iter_mut().find(|(known, _)| *known == taxon) {
        Some((_, sum)) => *sum += probability,
        None => sums.push((taxon, probability)),
    }
}

/// The lowest taxon above genera that holds most of the sources, as far down as the
/// identity allows.
fn reach(taxonomy: &Taxonomy, sources: &[(Taxon, u32, f64)], identity: f64) -> Taxon {
    for (level, least) in IDENTITIES {
        if identity < least {
            continue;
        }
        let mut shares: Vec<(Taxon, f64)> = Vec::new();
        for &(taxon, _, share) in sources {
            if let Some(above) = taxonomy.at_level(taxon, level) {
                add(&mut shares, above, share);
            }
        }
        if let Some(&(taxon, _)) = shares.iter().find(|(_, share)| *share >= REACH_SHARE) {
            return taxon;
        }
    }
    sources
        .iter()
        .filter_map(|&(taxon, ..)| taxonomy.at_level(taxon, Level::Domain))
        .next()
        .filter(|&domain| {
            sources
                .iter()
                .all(|&(taxon, ..)| taxonomy.is_ancestor(domain, taxon))
        })
        .unwrap_or(Taxon::ROOT)
}
