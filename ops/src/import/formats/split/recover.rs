//! Finds the end of a record whose outline is broken.

use std::io::{self, Read, Seek};

use super::{
    End, Splitter, State, closing,
    likeness::LOOK,
    structure::Structure,
    window::{Spot, is_space},
};

impl<R: Read + Seek> Splitter<R> {
    /// Goes back to the last string, for the next record may begin in what a missing quote made of it.
    pub(super) fn recover_from(
        &mut self,
        structure: &Structure,
        start: Spot,
        keyed: bool,
    ) -> io::Result<End> {
        let (string, depth) = structure.last_string();
        if self.is_held()
            && let Some(before) = self.held.get(..string)
        {
            self.window.back_to(start.after(before))?;
            self.held.truncate(string);
            self.length = string as u64;
        }
        if self.likeness.is_empty() {
            self.likeness.learn(&self.space, &self.held);
        }
        self.recover(depth, keyed)
    }

    /// Looks anew at a record that goes on to the end of the file, or beyond all bounds: a bracket that is
    /// missing makes the records behind it parts of it.
    pub(super) fn recover_swallowed(&mut self, start: Spot, keyed: bool) -> io::Result<End> {
        if self.likeness.is_empty() {
            self.likeness.learn(&self.space, &self.held);
        }
        if self.tries > 0 {
            self.tries -= 1;
            self.window.back_to(start)?;
            self.held.clear();
            self.length = 0;
        }
        let end = self.recover(0, keyed)?;
        if self.window.peek()?.is_some() {
            return Ok(end);
        }
        self.state = State::Done;
        Ok(if self.is_held() { End::Cut } else { end })
    }

    /// Goes on to where the brackets end, or the next record begins.
    pub(super) fn recover(&mut self, mut depth: usize, keyed: bool) -> io::Result<End> {
        let mut in_string = false;
        while let Some(byte) = self.window.peek()? {
            let has_begun = self.length > 0 || self.key.is_some();
            let is_outside = depth == 0 && !in_string;
            let ends = is_outside && (byte == b',' || byte == closing(keyed))
                || byte == b',' && self.next_begins(keyed)?;
            if ends && has_begun {
                break;
            }
            match byte {
                b'"' => in_string = !in_string,
                b'\\' if in_string && self.window.ahead(2)?.len() > 1 => self.hold(1)?,
                b'{' | b'[' if !in_string => depth += 1,
                b'}' | b']' if !in_string => depth = depth.saturating_sub(1),
                _ => {}
            }
            self.hold(1)?;
        }
        while self.is_held() && self.held.last().is_some_and(|byte| is_space(*byte)) {
            self.held.pop();
            self.length -= 1;
        }
        Ok(self.ended())
    }

    /// Whether a record begins behind the comma at hand.
    fn next_begins(&mut self, keyed: bool) -> io::Result<bool> {
        let ahead = self.window.ahead(2 * LOOK)?;
        Ok(ahead
            .get(1..)
            .is_some_and(|ahead| self.likeness.matches(&ahead[..ahead.len().min(2 * LOOK)], keyed)))
    }
}
