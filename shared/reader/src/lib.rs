//! Starts the limited child process that reads the cells of a spreadsheet.
