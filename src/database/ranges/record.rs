//! What can be sorted into ranges: values as bytes of fixed length.

/// A value of fixed length.
pub(in crate::database) trait Record: Copy + Send + Sync {
    /// Its length.
    const BYTES: usize;

    /// Appends its bytes.
    fn write(self, bytes: &mut Vec<u8>);

    /// From its bytes.
    fn read(bytes: &[u8]) -> Self;
}

impl Record for u64 {
    const BYTES: usize = 8;

    fn write(self, bytes: &mut Vec<u8>) {
        bytes.extend_from_slice(&self.to_le_bytes());
    }

    fn read(bytes: &[u8]) -> Self {
        let mut word = [0; 8];
        word.copy_from_slice(&bytes[..8]);
        u64::from_le_bytes(word)
    }
}
