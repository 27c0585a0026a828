//! The order in which the C++ standard library of GCC sorts.
//!
//! Kraken 2 sorts the children of a taxon with `std::sort`, which is not
//! stable: where more than 16 children tie, their order is whatever this
//! algorithm makes of it. To write the same bytes it is followed step by step:
//! introsort (Musser 1997) with a median of three, heapsort below a depth limit
//! and a final insertion sort.

/// Runs this short are left to the insertion sort.
const THRESHOLD: usize = 16;

/// Sorts like `std::sort(items.begin(), items.end(), before)`.
pub(super) fn sort_like_gcc<T: Copy>(items: &mut [T], before: &impl Fn(T, T) -> bool) {
    if items.is_empty() {
        return;
    }
    let depth = 2 * items.len().ilog2();
    introsort(items, depth, before);
    let (head, tail) = (items.len().min(THRESHOLD), items.len());
    insertion_sort(&mut items[..head], before);
    for at in head..tail {
        insert_unguarded(items, at, before);
    }
}

fn introsort<T: Copy>(items: &mut [T], depth: u32, before: &impl Fn(T, T) -> bool) {
    let mut end = items.len();
    let mut depth = depth;
    while end > THRESHOLD {
        if depth == 0 {
            heapsort(&mut items[..end], before);
            return;
        }
        depth -= 1;
        let cut = partition(&mut items[..end], before);
        introsort(&mut items[cut..end], depth, before);
        end = cut;
    }
}

/// Puts the median of the second, middle and last item first and parts the rest by it.
fn partition<T: Copy>(items: &mut [T], before: &impl Fn(T, T) -> bool) -> usize {
    let (a, b, c) = (1, items.len() / 2, items.len() - 1);
    let less = |x: usize, y: usize| before(items[x], items[y]);
    let median = if less(a, b) {
        if less(b, c) {
            b
        } else if less(a, c) {
            c
        } else {
            a
        }
    } else if less(a, c) {
        a
    } else if less(b, c) {
        c
    } else {
        b
    };
    items.swap(0, median);
    let pivot = items[0];
    let (mut low, mut high) = (1, items.len());
    loop {
        while before(items[low], pivot) {
            low += 1;
        }
        high -= 1;
        while before(pivot, items[high]) {
            high -= 1;
        }
        if low >= high {
            return low;
        }
        items.swap(low, high);
        low += 1;
    }
}

fn insertion_sort<T: Copy>(items: &mut [T], before: &impl Fn(T, T) -> bool) {
    for at in 1..items.len() {
        if before(items[at], items[0]) {
            items[..=at].rotate_right(1);
        } else {
            insert_unguarded(items, at, before);
        }
    }
}

/// Moves the item at `at` left past all it goes before; one to the left stops it.
fn insert_unguarded<T: Copy>(items: &mut [T], at: usize, before: &impl Fn(T, T) -> bool) {
    let item = items[at];
    let mut hole = at;
    while before(item, items[hole - 1]) {
        items[hole] = items[hole - 1];
        hole -= 1;
    }
    items[hole] = item;
}

fn heapsort<T: Copy>(items: &mut [T], before: &impl Fn(T, T) -> bool) {
    for parent in (0..items.len() / 2).rev() {
        let item = items[parent];
        sift(items, parent, item, before);
    }
    for end in (1..items.len()).rev() {
        let item = items[end];
        items[end] = items[0];
        sift(&mut items[..end], 0, item, before);
    }
}

/// Sinks the hole to a leaf along the larger children, then raises `item` from there.
fn sift<T: Copy>(heap: &mut [T], top: usize, item: T, before: &impl Fn(T, T) -> bool) {
    let mut hole = top;
    let mut child = 2 * hole + 2;
    while child < heap.len() {
        if before(heap[child], heap[child - 1]) {
            child -= 1;
        }
        heap[hole] = heap[child];
        hole = child;
        child = 2 * hole + 2;
    }
    if child == heap.len() {
        heap[hole] = heap[child - 1];
        hole = child - 1;
    }
    while hole > top {
        let parent = (hole - 1) / 2;
        if !before(heap[parent], item) {
            break;
        }
        heap[hole] = heap[parent];
        hole = parent;
    }
    heap[hole] = item;
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fingerprint(order: &[usize]) -> u64 {
        order
            .iter()
            .fold(0xcbf2_9ce4_8422_2325, |hash: u64, &item| {
                (hash ^ item as u64).wrapping_mul(0x0100_0000_01b3)
            })
    }

    fn sorted(keys: &[u64], before: impl Fn(u64, u64) -> bool) -> u64 {
        let mut order: Vec<usize> = (0..keys.len()).collect();
        sort_like_gcc(&mut order, &|a, b| before(keys[a], keys[b]));
        fingerprint(&order)
    }

    fn keys(n: u64, kinds: u64, shape: u64) -> Vec<u64> {
        let mut state = n * 1_000_003 + kinds * 17 + shape;
        (0..n)
            .map(|place| {
                state = state
                    .wrapping_mul(6_364_136_223_846_793_005)
                    .wrapping_add(1_442_695_040_888_963_407);
                match shape {
                    0 => (state >> 33) % kinds,
                    _ => (n - place) * kinds / (n + 1),
                }
            })
            .collect()
    }

    /// Number of items, of kinds of key, shape, and the fingerprint of the order that
    /// `std::sort` of GCC 12.2 (`g++ -O2`) gave for descending keys.
    const GCC: &[(u64, u64, u64, u64)] = &[
        (16, 1, 0, 0x7c84_dc94_7785_1775),
        (16, 1, 2, 0x7c84_dc94_7785_1775),
        (16, 3, 0, 0x3aaf_44d0_258d_2a35),
        (16, 3, 2, 0x7c84_dc94_7785_1775),
        (16, 7, 0, 0x904a_c89e_824b_74cb),
        (16, 7, 2, 0x7c84_dc94_7785_1775),
        (16, 1000, 0, 0x37ab_6802_6c5f_c9c7),
        (16, 1000, 2, 0x7c84_dc94_7785_1775),
        (17, 1, 0, 0x9335_4466_f7a3_7cef),
        (17, 1, 2, 0x9335_4466_f7a3_7cef),
        (17, 3, 0, 0x5af3_0772_a462_9277),
        (17, 3, 2, 0x80be_ce0b_f4ac_4837),
        (17, 7, 0, 0xcd17_7da0_92fc_3eb7),
        (17, 7, 2, 0x6978_e767_e35b_130b),
        (17, 1000, 0, 0xa929_7459_9e26_cb59),
        (17, 1000, 2, 0x1ada_3547_1726_c09f),
        (33, 1, 0, 0xec50_cda9_6ac3_25ed),
        (33, 1, 2, 0xec50_cda9_6ac3_25ed),
        (33, 3, 0, 0xa2b1_4d42_1dbe_31bf),
        (33, 3, 2, 0x3a0d_db5a_cc1a_1119),
        (33, 7, 0, 0x4185_68c9_b633_26e5),
        (33, 7, 2, 0x550a_a626_acec_a7c3),
        (33, 1000, 0, 0xe489_adae_a7b9_6afd),
        (33, 1000, 2, 0x4013_a150_50e8_031f),
        (64, 1, 0, 0xfdec_7be5_0f69_eaa5),
        (64, 1, 2, 0xfdec_7be5_0f69_eaa5),
        (64, 3, 0, 0x5500_bf39_f1e0_2b5d),
        (64, 3, 2, 0x0c6b_358b_6c95_e5bd),
        (64, 7, 0, 0xe147_5bae_3020_3885),
        (64, 7, 2, 0xaa62_b6e0_b1d7_fc1b),
        (64, 1000, 0, 0x154e_5f6a_d843_c177),
        (64, 1000, 2, 0x8368_214f_7799_5ee5),
        (257, 1, 0, 0xfd0c_34d3_0aa4_a0e7),
        (257, 1, 2, 0xfd0c_34d3_0aa4_a0e7),
        (257, 3, 0, 0xf332_93c8_b09a_1c45),
        (257, 3, 2, 0x7ce3_332a_06a3_79ed),
        (257, 7, 0, 0x0a04_411b_99a2_769b),
        (257, 7, 2, 0x2d74_a825_8fa5_54e3),
        (257, 1000, 0, 0x5318_3ef6_4327_55fd),
        (257, 1000, 2, 0x5ad3_84d3_56b6_b3df),
        (5000, 1, 0, 0x3cff_944e_25c5_8815),
        (5000, 1, 2, 0x3cff_944e_25c5_8815),
        (5000, 3, 0, 0xd818_5869_85c5_9ea3),
        (5000, 3, 2, 0x7c66_a576_2286_17d3),
        (5000, 7, 0, 0xee2e_7ab1_cf57_aaed),
        (5000, 7, 2, 0x88df_f07e_3221_0311),
        (5000, 1000, 0, 0x6ad3_9ac9_9f20_c337),
        (5000, 1000, 2, 0xa3cd_3cea_eae2_0a87),
    ];

    #[test]
    fn ties_fall_as_in_gcc() {
        for &(n, kinds, shape, expected) in GCC {
            assert_eq!(
                sorted(&keys(n, kinds, shape), |a, b| a > b),
                expected,
                "{n} {kinds} {shape}"
            );
        }
    }

    /// Inputs on which a median of three fails, so that the heapsort is reached (Musser 1997).
    #[test]
    fn the_heapsort_behind_the_depth_limit_is_the_same_too() {
        for (n, expected) in [(200, 0xe09e_cbf2_6a2f_fead), (2000, 0xc067_7689_aaba_4bfb)] {
            let half = n / 2;
            let mut keys = vec![0; n as usize];
            for place in 1..=half {
                if place % 2 == 1 {
                    keys[place as usize - 1] = place;
                    keys[place as usize] = half + place;
                }
                keys[(half + place) as usize - 1] = 2 * place;
            }
            assert_eq!(sorted(&keys, |a, b| a / 3 < b / 3), expected, "{n}");
        }
    }
}
