//! The reading child alone, for tests and for trying it by hand.

fn main() -> std::process::ExitCode {
    sellout_reader::child_main()
}
