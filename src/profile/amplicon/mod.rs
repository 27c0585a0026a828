//! tmp
mod abundance;
mod assemble;
mod chimera;
mod evidence;
mod parameters;
mod presence;
mod variants;

pub use assemble::profile_amplicons;
pub use parameters::AmpliconProfileParameters;
