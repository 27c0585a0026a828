//! Fills that people with any kind of colour vision tell apart.

/// How a part of a picture is filled: the seven hues of Okabe and Ito (2008), two
/// dark ones more that stay apart from them, and five that stand for no particular
/// thing. The values are in `style.css`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Fill {
    /// #0072B2.
    Blue,
    /// #E69F00.
    Orange,
    /// #009E73.
    Green,
    /// #CC79A7.
    Purple,
    /// #56B4E9.
    Sky,
    /// #F0E442.
    Yellow,
    /// #D55E00.
    Vermillion,
    /// #6A3D1A.
    Brown,
    /// #332288.
    Indigo,
    /// A middle grey: the many small ones together.
    Grey,
    /// A light grey: known, but not in detail.
    Pale,
    /// The colour of the text: set apart from all hues.
    Ink,
    /// A dark grey in the light and a light one in the dark: the host.
    Slate,
    /// Hatched, without a colour of its own: what nobody knows.
    Hatched,
}

impl Fill {
    /// The hues in an order in which neighbours differ in lightness too.
    pub const HUES: [Self; 7] = [
        Self::Blue,
        Self::Orange,
        Self::Green,
        Self::Purple,
        Self::Sky,
        Self::Vermillion,
        Self::Yellow,
    ];

    /// The same and the two dark ones: as many as can be told apart.
    pub const NINE_HUES: [Self; 9] = [
        Self::Blue,
        Self::Orange,
        Self::Green,
        Self::Purple,
        Self::Sky,
        Self::Vermillion,
        Self::Yellow,
        Self::Brown,
        Self::Indigo,
    ];

    /// Its class in the style sheet.
    pub(super) fn class(self) -> &'static str {
        match self {
            Self::Blue => "f-blue",
            Self::Orange => "f-orange",
            Self::Green => "f-green",
            Self::Purple => "f-purple",
            Self::Sky => "f-sky",
            Self::Yellow => "f-yellow",
            Self::Vermillion => "f-vermillion",
            Self::Brown => "f-brown",
            Self::Indigo => "f-indigo",
            Self::Grey => "f-grey",
            Self::Pale => "f-pale",
            Self::Ink => "f-ink",
            Self::Slate => "f-slate",
            Self::Hatched => "f-hatched",
        }
    }
}
