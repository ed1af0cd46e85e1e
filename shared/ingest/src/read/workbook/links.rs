//! The links between the parts of a zipped workbook.

/// The part that the link `id` names.
pub(super) fn target<'l>(links: &'l str, id: &str) -> Option<&'l str> {
    let relation = links.split("<Relationship ").skip(1).find(|text| attribute(text, "Id") == Some(id))?;
    attribute(relation, "Target")
}

/// The value of the first tag's attribute, as it stands.
pub(super) fn attribute<'t>(text: &'t str, name: &str) -> Option<&'t str> {
    let element = text.split('>').next()?;
    let at = element.find(&format!("{name}=\""))? + name.len() + 2;
    element[at..].split('"').next()
}
