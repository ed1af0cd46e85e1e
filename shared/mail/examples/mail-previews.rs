//! Writes every mail's sample into a folder, to be looked at: `cargo run -p sellout-mail --example mail-previews -- DIR`.

use std::error::Error;
use std::path::PathBuf;

use sellout_mail::Templates;
use sellout_mail::mails::rendered_samples;

fn main() -> Result<(), Box<dyn Error>> {
    let folder = PathBuf::from(std::env::args_os().nth(1).ok_or("name a folder")?);
    std::fs::create_dir_all(&folder)?;
    for (name, rendered) in rendered_samples(&Templates::new()?) {
        let rendered = rendered?;
        std::fs::write(folder.join(format!("{name}.html")), rendered.html)?;
        std::fs::write(folder.join(format!("{name}.txt")), format!("{}\n\n{}", rendered.subject, rendered.text))?;
    }
    Ok(())
}
