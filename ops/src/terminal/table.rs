//! A table of text: columns as wide as what they hold, no wider than the terminal.

use super::text::{cut, harmless};

/// Between two columns.
const GAP: usize = 2;

/// What a column is not made narrower than, where it has so much to show.
const NARROWEST: usize = 8;

/// To which side a column's cells lean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Align {
    Left,
    Right,
}

/// Rows under a head.
#[derive(Debug)]
pub(crate) struct Table {
    aligned: Vec<Align>,
    rows: Vec<Vec<String>>,
}

impl Table {
    /// A table with these columns.
    pub(crate) fn new<const N: usize>(columns: [(&str, Align); N]) -> Self {
        Self {
            aligned: columns.iter().map(|(_, align)| *align).collect(),
            rows: vec![columns.iter().map(|(name, _)| (*name).to_owned()).collect()],
        }
    }

    /// Adds a row. A cell is one line, and steers no terminal.
    pub(crate) fn row<const N: usize>(&mut self, cells: [String; N]) {
        self.rows.push(cells.into_iter().map(|cell| harmless(&cell).into_owned()).collect());
    }

    /// Its lines, the head and a rule first, none wider than `width`: the widest columns are cut.
    pub(crate) fn lines(&self, width: usize) -> Vec<String> {
        let widths = self.widths(width);
        let rule = widths.iter().map(|width| "─".repeat(*width)).collect::<Vec<_>>();
        let mut lines: Vec<String> = self.rows.iter().map(|row| self.line(row, &widths)).collect();
        lines.insert(1, rule.join(&" ".repeat(GAP)));
        lines.iter().map(|line| cut(line, width).into_owned()).collect()
    }

    fn widths(&self, width: usize) -> Vec<usize> {
        let mut widths: Vec<usize> = (0..self.aligned.len())
            .map(|column| {
                let cells = self.rows.iter().filter_map(|row| row.get(column));
                cells.map(|cell| console::measure_text_width(cell)).max().unwrap_or_default()
            })
            .collect();
        let gaps = GAP * widths.len().saturating_sub(1);
        while widths.iter().sum::<usize>() + gaps > width {
            match widths.iter_mut().max() {
                Some(widest) if *widest > NARROWEST => *widest -= 1,
                _ => break,
            }
        }
        widths
    }

    fn line(&self, row: &[String], widths: &[usize]) -> String {
        let cells = row.iter().zip(widths).zip(&self.aligned).map(|((cell, width), align)| {
            let side = match align {
                Align::Left => console::Alignment::Left,
                Align::Right => console::Alignment::Right,
            };
            // Before a wide letter a cut leaves a column empty, which is filled then.
            console::pad_str(&cut(cell, *width), *width, side, None).into_owned()
        });
        cells.collect::<Vec<_>>().join(&" ".repeat(GAP)).trim_end().to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::{Align, Table};

    fn table(cells: [[&str; 3]; 2]) -> Table {
        let mut table =
            Table::new([("table", Align::Left), ("rows", Align::Right), ("what", Align::Left)]);
        for row in cells {
            table.row(row.map(str::to_owned));
        }
        table
    }

    #[test]
    fn columns_are_as_wide_as_what_they_hold() {
        let table = table([["users", "1", "one"], ["日本", "20", "two"]]);
        assert_eq!(
            table.lines(80),
            ["table  rows  what", "─────  ────  ────", "users     1  one", "日本     20  two"]
        );
    }

    #[test]
    fn the_widest_columns_are_cut_until_it_fits() {
        let long = "a text of a good many words that nobody has the width for";
        let table = table([[long, "1", long], ["日本語日本語日本語日本語日本語", "20", "two"]]);
        for width in [40, 80] {
            let lines = table.lines(width);
            let widths: Vec<_> =
                lines.iter().map(|line| console::measure_text_width(line)).collect();
            assert!(widths.iter().all(|it| *it <= width), "{lines:#?}");
            assert!(lines[2].contains('…'), "{lines:#?}");
            assert_eq!(lines[3].contains('…'), width == 40, "{lines:#?}");
            assert!(lines[3].ends_with("20  two"), "{lines:#?}");
        }
    }

    #[test]
    fn a_cell_steers_no_terminal() {
        let table = table([["\u{1b}[31mred", "1", "two\nlines"], ["", "", ""]]);
        assert_eq!(table.lines(80)[2], "\u{fffd}[31mred     1  two\u{fffd}lines");
    }
}
