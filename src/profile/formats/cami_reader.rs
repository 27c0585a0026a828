//! Reader of CAMI's profiling format.

use super::cami::{HOST, PERCENTAGES, UNKNOWN, rank_word};
use super::percent::{parse_percent, parse_quantity};
use crate::error::{Error, ErrorKind, Mistakes, Result, excerpt};
use crate::profile::{PathStep, SEVEN_LEVELS, ShareRow, ShareTable};
use crate::taxonomy::Level;

/// Reads the profile of one sample, of nuka or another tool.
///
/// Rows of other ranks than the seven (strains) are left out. What the percentages
/// are of, the unknown and the host are only known of a profile of nuka's.
///
/// # Errors
/// All at once: a missing sample id, ranks or column, a line with too few fields, a
/// taxid or percentage that is no number, a path that does not end at the row's
/// rank, a second sample.
pub fn read_cami(bytes: &[u8]) -> Result<ShareTable> {
    let text = String::from_utf8_lossy(bytes);
    let mut mistakes = Mistakes::new();
    let mut head = Head::default();
    let mut rows = Vec::new();
    for (line, number) in text.lines().zip(1..) {
        let line = line.trim_end_matches('\r');
        let read = if line.starts_with(['@', '#']) {
            head.read(line)
        } else if line.trim().is_empty() {
            Ok(())
        } else {
            head.row(line).map(|row| rows.extend(row))
        };
        if let Err(error) = read {
            mistakes.push(error.at_line(number));
        }
    }
    if head.columns.is_none() {
        mistakes.push(missing("@@TAXID"));
    }
    if head.sample.is_none() {
        mistakes.push(missing("@SampleID"));
    }
    mistakes.finish()?;
    Ok(ShareTable {
        sample: head.sample.unwrap_or_default(),
        quantity: head.quantity,
        unknown: head.unknown,
        host: head.host,
        rows,
    })
}

/// What stands above the rows.
#[derive(Default)]
struct Head {
    sample: Option<String>,
    ranks: Vec<Option<Level>>,
    columns: Option<Columns>,
    quantity: Option<crate::profile::Quantity>,
    unknown: Option<f64>,
    host: Option<f64>,
}

/// Where the columns are.
#[derive(Clone, Copy)]
struct Columns {
    taxid: usize,
    rank: usize,
    taxpath: usize,
    names: Option<usize>,
    percentage: usize,
}

impl Head {
    fn read(&mut self, line: &str) -> Result<()> {
        if let Some(columns) = line.strip_prefix("@@") {
            self.columns = Some(Columns::parse(columns)?);
        } else if let Some(text) = line.strip_prefix(PERCENTAGES) {
            self.quantity = parse_quantity(text);
        } else if let Some(text) = line.strip_prefix(UNKNOWN) {
            self.unknown = Some(parse_percent(text)?);
        } else if let Some(text) = line.strip_prefix(HOST) {
            self.host = Some(parse_percent(text)?);
        } else if let Some((tag, value)) =
            line.strip_prefix('@').and_then(|tag| tag.split_once(':'))
        {
            match tag.to_ascii_lowercase().as_str() {
                "sampleid" if self.sample.is_some() => {
                    let message = "found a second sample, expected one a file";
                    let error = Error::new(ErrorKind::Unsupported, message);
                    return Err(error.mend("cut the file before each @SampleID"));
                }
                "sampleid" => self.sample = Some(value.trim().to_owned()),
                "ranks" => self.ranks = value.trim().split('|').map(parse_rank).collect(),
                _ => {}
            }
        }
        Ok(())
    }

    /// A row of one of the seven levels.
    fn row(&self, line: &str) -> Result<Option<ShareRow>> {
        let columns = self.columns.ok_or_else(|| {
            let message = "found a row before the line @@TAXID";
            Error::new(ErrorKind::Malformed, message)
        })?;
        let fields: Vec<&str> = line.split('\t').collect();
        let field = |place: usize| {
            fields.get(place).map(|field| field.trim()).ok_or_else(|| {
                let message = format!("found {} fields, expected {}", fields.len(), place + 1);
                Error::new(ErrorKind::Malformed, message)
            })
        };
        let share = parse_percent(field(columns.percentage)?);
        let share = share.map_err(|error| error.at_field("PERCENTAGE"))?;
        let Some(level) = parse_rank(field(columns.rank)?) else {
            return Ok(None);
        };
        let taxid = parse_taxid(field(columns.taxid)?)?;
        let taxids = field(columns.taxpath)?.split('|');
        let names = columns.names.map(field).transpose()?.unwrap_or_default();
        let names = names.split('|').chain(std::iter::repeat(""));
        let mut path = Vec::new();
        for ((taxid, name), level) in taxids.zip(names).zip(&self.ranks) {
            let (taxid, name) = (taxid.trim(), name.trim());
            if let (Some(level), false) = (level, taxid.is_empty() && name.is_empty()) {
                path.push(PathStep {
                    level: *level,
                    taxid: Some(taxid)
                        .filter(|t| !t.is_empty())
                        .map(parse_taxid)
                        .transpose()?,
                    name: name.to_owned(),
                });
            }
        }
        if path.last().map(|step| step.level) != Some(level) {
            let message = format!("found a path that does not end at the {}", rank_word(level));
            let error = Error::new(ErrorKind::Malformed, message);
            return Err(error.at_field("TAXPATH"));
        }
        Ok(Some(ShareRow { taxid, path, share }))
    }
}

impl Columns {
    fn parse(line: &str) -> Result<Self> {
        let names: Vec<&str> = line.split('\t').map(str::trim).collect();
        let find = |name: &str| {
            names
                .iter()
                .position(|known| known.eq_ignore_ascii_case(name))
        };
        let must = |name: &str| find(name).ok_or_else(|| missing(name));
        Ok(Self {
            taxid: must("TAXID")?,
            rank: must("RANK")?,
            taxpath: must("TAXPATH")?,
            names: find("TAXPATHSN"),
            percentage: must("PERCENTAGE")?,
        })
    }
}

fn parse_rank(word: &str) -> Option<Level> {
    let word = match word.trim() {
        "domain" => "superkingdom",
        word => word,
    };
    SEVEN_LEVELS
        .into_iter()
        .find(|level| rank_word(*level) == word)
}

fn parse_taxid(text: &str) -> Result<u64> {
    text.parse().map_err(|_| {
        let found = excerpt(text.as_bytes());
        let message = format!("found \"{found}\", expected a whole number");
        Error::new(ErrorKind::Malformed, message).at_field("TAXID")
    })
}

fn missing(name: &str) -> Error {
    Error::new(ErrorKind::Missing, format!("found no {name}")).at_field(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn profiles_of_other_tools_are_read() {
        let text = "@SampleID:0\n@Version:0.10.0\n@Ranks:superkingdom|phylum|strain\n@TaxonomyID:\n\
            @@TAXID\tRANK\tTAXPATH\tTAXPATHSN\tPERCENTAGE\n\
            609\tsuperkingdom\t609\tBacteria\t99.999998999999988\n\
            37\tphylum\t609|37\tBacteria|P\t94.25\n5.1\tstrain\t609|37|5.1\tBacteria|P|x\t94.25\n";
        let table = read_cami(text.as_bytes()).unwrap();
        assert_eq!(table.rows.len(), 2);
        assert_eq!(table.rows[1].share, 0.9425);
        assert_eq!(table.rows[1].path[0].taxid, Some(609));
        assert_eq!((table.quantity, table.unknown), (None, None));
    }

    #[test]
    fn all_mistakes_are_told() {
        let text = "5\tgenus\t5\tA\t1\n@Ranks:genus\n@@TAXID\tRANK\tTAXPATH\tPERCENTAGE\n\
            x\tgenus\t5\t1\n5\tgenus\t5\t200\n5\tspecies\t5\t2\n5\tgenus\n";
        let error = read_cami(text.as_bytes()).unwrap_err();
        assert_eq!(error.all().count(), 6, "{error}");
    }
}
