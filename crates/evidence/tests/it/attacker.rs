//! Somebody who knows every printed cell and that hidden ones are at least 0, and works out the highest value a cell
//! can have: linear programming by the simplex method, sharing nothing with the code it attacks.

/// A table of one to three dimensions with margins, as the attacker sees it: `None` is hidden.
pub(crate) struct Seen<'a> {
    pub(crate) shape: &'a [usize],
    pub(crate) cells: &'a [Option<u64>],
}

/// The inner cells that a cell of the block with margins is the sum of.
fn parts(shape: &[usize], cell: usize) -> Vec<usize> {
    let mut rest = cell;
    let mut place = vec![0; shape.len()];
    for (slot, len) in place.iter_mut().zip(shape).rev() {
        *slot = rest % (len + 1);
        rest /= len + 1;
    }
    let mut found = vec![0];
    for (index, len) in place.iter().zip(shape) {
        let choices: Vec<usize> = if index == len {
            (0..*len).collect()
        } else {
            vec![*index]
        };
        found = found
            .iter()
            .flat_map(|base| choices.iter().map(move |choice| base * len + choice))
            .collect();
    }
    found
}

/// The highest value of a cell; `None` when there is no upper bound.
pub(crate) fn highest(seen: &Seen<'_>, cell: usize) -> Option<f64> {
    let inner: usize = seen.shape.iter().product();
    let mut rows: Vec<Vec<f64>> = Vec::new();
    for (place, printed) in seen.cells.iter().enumerate() {
        if let Some(printed) = printed {
            let mut row = vec![0.0; inner + 1];
            for part in parts(seen.shape, place) {
                row[part] += 1.0;
            }
            row[inner] = *printed as f64;
            rows.push(row);
        }
    }
    let mut aim = vec![0.0; inner];
    for part in parts(seen.shape, cell) {
        aim[part] += 1.0;
    }
    simplex(rows, &aim)
}

/// Maximises `aim` over x >= 0 with the equations `rows` (right side last, at least 0).
fn simplex(mut rows: Vec<Vec<f64>>, aim: &[f64]) -> Option<f64> {
    let (count, width) = (rows.len(), aim.len());
    // An artificial variable for each equation is the basis to start from.
    for (place, row) in rows.iter_mut().enumerate() {
        let right = row.pop().unwrap();
        row.extend((0..count).map(|other| f64::from(u8::from(other == place))));
        row.push(right);
    }
    let mut basis: Vec<usize> = (width..width + count).collect();
    let mut first = vec![0.0; width + count + 1];
    for row in &rows {
        for (slot, value) in first.iter_mut().zip(row) {
            *slot -= value;
        }
    }
    for slot in &mut first[width..width + count] {
        *slot = 0.0;
    }
    assert!(
        pivots(&mut rows, &mut first, &mut basis, width),
        "the truth satisfies the printed cells"
    );
    assert!(
        first.last().unwrap().abs() < 1e-6,
        "the truth satisfies the printed cells"
    );
    // Artificial variables still in the basis stand at zero: swap them out where an equation is left for it.
    for place in 0..count {
        if basis[place] >= width
            && let Some(column) = (0..width).find(|column| rows[place][*column].abs() > 1e-9)
        {
            pivot(&mut rows, &mut first, &mut basis, place, column);
        }
    }
    let mut second: Vec<f64> = aim
        .iter()
        .map(|value| -value)
        .chain(vec![0.0; count + 1])
        .collect();
    for place in 0..count {
        if basis[place] < width {
            let by = second[basis[place]];
            for (slot, value) in second.iter_mut().zip(&rows[place]) {
                *slot -= by * value;
            }
        }
    }
    pivots(&mut rows, &mut second, &mut basis, width).then(|| *second.last().unwrap())
}

/// Bland's rule until nothing improves; false where there is no bound.
fn pivots(rows: &mut [Vec<f64>], aim: &mut [f64], basis: &mut [usize], width: usize) -> bool {
    while let Some(column) = (0..width).find(|column| aim[*column] < -1e-9) {
        let mut best: Option<(f64, usize, usize)> = None;
        for (place, row) in rows.iter().enumerate() {
            if row[column] > 1e-9 {
                let ratio = row.last().unwrap() / row[column];
                let better = best.is_none_or(|(known, own, _)| {
                    ratio < known - 1e-9 || (ratio < known + 1e-9 && basis[place] < own)
                });
                if better {
                    best = Some((ratio, basis[place], place));
                }
            }
        }
        let Some((_, _, place)) = best else { return false };
        pivot(rows, aim, basis, place, column);
    }
    true
}

fn pivot(rows: &mut [Vec<f64>], aim: &mut [f64], basis: &mut [usize], place: usize, column: usize) {
    let by = rows[place][column];
    for value in &mut rows[place] {
        *value /= by;
    }
    let own = rows[place].clone();
    for (other, row) in rows.iter_mut().enumerate() {
        if other != place && row[column] != 0.0 {
            let by = row[column];
            for (slot, value) in row.iter_mut().zip(&own) {
                *slot -= by * value;
            }
        }
    }
    let by = aim[column];
    for (slot, value) in aim.iter_mut().zip(&own) {
        *slot -= by * value;
    }
    basis[place] = column;
}
