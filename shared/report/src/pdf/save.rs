//! The pages as a file whose every byte follows from the report: fixed font names, the figures' own date, an
//! `/ID` made from the content.

use std::io::Write;

use lopdf::{Dictionary, Document, Object, StringFormat};
use printpdf::{FontId, Mm, OffsetDateTime, PdfDocument, PdfFont, PdfPage, PdfSaveOptions, Pt, Rect};
use sha2::{Digest, Sha256};

use super::canvas::{HEIGHT, WIDTH};
use super::face::Weight;
use super::flow::Flow;
use crate::ReportError;
use crate::model::Report;

pub(super) fn save(mut flow: Flow, report: &Report, out: &mut dyn Write) -> Result<(), ReportError> {
    flow.number_pages();
    let mut document = PdfDocument::new(&report.title);
    describe(&mut document, report)?;
    for (weight, font) in [(Weight::Regular, &flow.regular), (Weight::Bold, &flow.bold)] {
        let font = PdfFont::new(font.subset()?);
        document.resources.fonts.map.insert(FontId(weight.id().to_owned()), font);
    }
    document.pages = flow.pages.into_iter().map(|canvas| a4(canvas.ops)).collect();

    let mut file = document.to_lopdf_document(&PdfSaveOptions::default(), &mut Vec::new());
    "1.7".clone_into(&mut file.version);
    say_language(&mut file, report);
    claim_no_standard(&mut file);
    file.compress();
    identify(&mut file)?;
    file.save_to(&mut &mut *out)?;
    Ok(())
}

fn a4(ops: Vec<printpdf::Op>) -> PdfPage {
    let mut page = PdfPage::new(Mm(210.0), Mm(297.0), ops);
    let whole = Rect { x: Pt(0.0), y: Pt(0.0), width: Pt(WIDTH), height: Pt(HEIGHT), mode: None, winding_order: None };
    page.media_box = whole.clone();
    page.trim_box = whole.clone();
    page.crop_box = whole;
    page
}

fn describe(document: &mut PdfDocument, report: &Report) -> Result<(), ReportError> {
    let at = OffsetDateTime::from_unix_timestamp(report.figures_as_of.timestamp()).map_err(std::io::Error::other)?;
    let info = &mut document.metadata.info;
    info.creation_date = at;
    info.modification_date = at;
    info.metadata_date = at;
    info.document_title = format!("{} {}", report.title, report.period);
    info.author.clone_from(&report.organisation);
    "sellout".clone_into(&mut info.creator);
    "sellout".clone_into(&mut info.producer);
    info.subject = crate::words::as_of(report);
    Ok(())
}

/// Says the language, and that readers show the title in place of the file's name.
fn say_language(file: &mut Document, report: &Report) {
    if let Ok(catalog) = file.catalog_mut() {
        let shows = Dictionary::from_iter([("DisplayDocTitle", Object::Boolean(!report.title.is_empty()))]);
        catalog.set("Lang", Object::String(b"en".to_vec(), StringFormat::Literal));
        catalog.set("ViewerPreferences", Object::Dictionary(shows));
    }
}

/// Takes away the name of a printing standard, which the PDF writer always puts in and this file does not follow.
fn claim_no_standard(file: &mut Document) {
    let info = file.trailer.get(b"Info").and_then(Object::as_reference);
    if let Ok(info) = info.and_then(|id| file.get_dictionary_mut(id)) {
        info.remove(b"GTS_PDFXVersion");
        info.remove(b"Identifier");
    }
}

/// The `/ID`: half a SHA-256 of the file as it is without one.
fn identify(file: &mut Document) -> Result<(), ReportError> {
    file.trailer.remove(b"ID");
    let mut bytes = Vec::new();
    file.save_to(&mut bytes)?;
    let digest = Sha256::digest(&bytes);
    let id = Object::String(digest[..16].to_vec(), StringFormat::Hexadecimal);
    file.trailer.set("ID", Object::Array(vec![id.clone(), id]));
    Ok(())
}
