//! Whether a cell looks like what one cell holds, so that a wrong delimiter shows.

/// A number, a date or plain words; not one that still holds a delimiter or a quote.
pub(super) fn is_plausible(cell: &str) -> bool {
    let cell = cell.trim();
    !cell.contains([';', '\t', '|', '"', '\r']) && (!cell.contains(',') || is_figure(cell))
}

/// Digits with the signs that figures and dates are written with.
fn is_figure(cell: &str) -> bool {
    let digits = cell.chars().filter(char::is_ascii_digit).count();
    let signs = cell.chars().filter(|c| matches!(c, '.' | ',' | '-' | '+' | '/' | ':' | '\'')).count();
    let others = cell.chars().filter(|c| c.is_alphabetic()).count();
    digits > 0 && signs <= digits && others <= 3
}

#[cfg(test)]
mod tests {
    use super::is_plausible;

    #[test]
    fn figures_may_hold_commas_and_words_may_not() {
        for good in ["1,50", "1.234,56", "(3,5)", "€ 4,10", "Rose oil", "", "2024-01-05", "12:30"] {
            assert!(is_plausible(good), "{good}");
        }
        for bad in ["Rose;3", "a,b", "x\ty", "say \"hi", "1,2;3"] {
            assert!(!is_plausible(bad), "{bad}");
        }
    }
}
