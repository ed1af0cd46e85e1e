//! The colours of every printed and drawn form: ink on white, one accent, two tones for up and down.

/// A colour as red, green, blue.
pub(crate) type Tone = u32;

/// Text.
pub(crate) const INK: Tone = 0x001B_2430;
/// Secondary text; 5.6:1 on white.
pub(crate) const MUTED: Tone = 0x005F_6B7A;
/// Hairlines between rows.
pub(crate) const RULE: Tone = 0x00DD_E2E8;
/// Backgrounds of tiles and table heads.
pub(crate) const WASH: Tone = 0x00F4_F6F9;
/// Bars, lines, headings.
pub(crate) const ACCENT: Tone = 0x001F_5673;
/// The area under a line, bars behind names.
pub(crate) const ACCENT_PALE: Tone = 0x00D3_E3EC;
/// Gains.
pub(crate) const UP: Tone = 0x0024_7A4D;
/// Losses and returns.
pub(crate) const DOWN: Tone = 0x00B2_4230;

/// The colour as CSS writes it.
pub(crate) fn css(tone: Tone) -> String {
    format!("#{tone:06x}")
}
