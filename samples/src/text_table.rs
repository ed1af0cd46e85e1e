//! Delimited text, quoted where it must be (RFC 4180).

/// One line, with its line end.
pub(crate) fn line<S: AsRef<str>>(cells: &[S], delimiter: char) -> String {
    let cells: Vec<String> = cells.iter().map(|cell| quoted(cell.as_ref(), delimiter)).collect();
    cells.join(&delimiter.to_string()) + "\r\n"
}

fn quoted(cell: &str, delimiter: char) -> String {
    if cell.contains([delimiter, '"', '\n', '\r']) {
        format!("\"{}\"", cell.replace('"', "\"\""))
    } else {
        cell.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_stand_only_where_they_must() {
        assert_eq!(line(&["a", "b, c", "say \"d\"", ""], ','), "a,\"b, c\",\"say \"\"d\"\"\",\r\n");
        assert_eq!(line(&["b, c"], ';'), "b, c\r\n");
    }
}
