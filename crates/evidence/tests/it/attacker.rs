//! Somebody who knows every printed cell, and that hidden ones are whole numbers of at least 1 (a zero is never hidden),
//! and works out how high a cell can be: linear programming by the simplex method, and branching on what is not whole
//! where that matters. Shares nothing with the code it attacks.

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

/// What a linear programme comes to.
enum Outcome {
    Impossible,
    Endless,
    Best(f64, Vec<f64>),
}

/// The printed cells as equations over the inner cells (right side last), each hidden one counted from 1 on.
fn equations(seen: &Seen<'_>) -> (Vec<Vec<f64>>, Vec<f64>) {
    let inner: usize = seen.shape.iter().product();
    let mut least = vec![0.0; inner];
    for (place, printed) in seen.cells.iter().enumerate() {
        if let [part] = parts(seen.shape, place)[..]
            && is_inner(seen.shape, place)
            && printed.is_none()
        {
            least[part] = 1.0;
        }
    }
    let mut rows: Vec<Vec<f64>> = Vec::new();
    for (place, printed) in seen.cells.iter().enumerate() {
        if let Some(printed) = printed {
            let mut row = vec![0.0; inner + 1];
            let mut known = 0.0;
            for part in parts(seen.shape, place) {
                row[part] += 1.0;
                known += least[part];
            }
            row[inner] = *printed as f64 - known;
            rows.push(row);
        }
    }
    (rows, least)
}

/// Not a margin.
fn is_inner(shape: &[usize], cell: usize) -> bool {
    let mut rest = cell;
    shape.iter().rev().all(|len| {
        let place = rest % (len + 1);
        rest /= len + 1;
        place < *len
    })
}

/// The inner cells that make up a cell, and what they come to at least.
fn aim_at(seen: &Seen<'_>, cell: usize, least: &[f64]) -> (Vec<f64>, f64) {
    let mut aim = vec![0.0; least.len()];
    let mut known = 0.0;
    for part in parts(seen.shape, cell) {
        aim[part] += 1.0;
        known += least[part];
    }
    (aim, known)
}

/// The highest value of a cell, fractions allowed; `None` when there is no upper bound.
pub(crate) fn highest(seen: &Seen<'_>, cell: usize) -> Option<f64> {
    let (rows, least) = equations(seen);
    let (aim, known) = aim_at(seen, cell, &least);
    match simplex(rows, &aim) {
        Outcome::Impossible => panic!("the truth satisfies the printed cells"),
        Outcome::Endless => None,
        Outcome::Best(value, _) => Some(value + known),
    }
}

/// Whether a cell can be `wanted` or more in whole numbers.
pub(crate) fn reaches(seen: &Seen<'_>, cell: usize, wanted: u64) -> bool {
    let (mut rows, least) = equations(seen);
    let (aim, known) = aim_at(seen, cell, &least);
    // The cell, less what it is above the wanted count, is the wanted count.
    for row in &mut rows {
        row.insert(aim.len(), 0.0);
    }
    let mut row = aim.clone();
    row.push(-1.0);
    row.push(wanted as f64 - known);
    rows.push(row);
    whole(rows, aim.len() + 1)
}

/// Whether the equations have a solution in whole numbers of at least 0: the linear one, and where it has a fraction,
/// that number at most below it or at least above it.
fn whole(rows: Vec<Vec<f64>>, width: usize) -> bool {
    let Outcome::Best(_, solution) = simplex(rows.clone(), &vec![0.0; width]) else {
        return false;
    };
    let Some(place) = solution
        .iter()
        .position(|value| (value - value.round()).abs() > 1e-6)
    else {
        return true;
    };
    [(1.0, solution[place].floor()), (-1.0, solution[place].ceil())]
        .into_iter()
        .any(|(slack, bound)| {
            let mut more: Vec<Vec<f64>> = rows.clone();
            for row in &mut more {
                row.insert(width, 0.0);
            }
            let mut row = vec![0.0; width + 2];
            row[place] = 1.0;
            row[width] = slack;
            row[width + 1] = bound;
            more.push(row);
            whole(more, width + 1)
        })
}

/// Maximises `aim` over x >= 0 with the equations `rows` (right side last).
fn simplex(mut rows: Vec<Vec<f64>>, aim: &[f64]) -> Outcome {
    let (count, width) = (rows.len(), aim.len());
    // An artificial variable for each equation is the basis to start from.
    for (place, row) in rows.iter_mut().enumerate() {
        if *row.last().unwrap() < 0.0 {
            for value in row.iter_mut() {
                *value = -*value;
            }
        }
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
        "the first phase has a bound"
    );
    if first.last().unwrap().abs() > 1e-6 {
        return Outcome::Impossible;
    }
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
    if !pivots(&mut rows, &mut second, &mut basis, width) {
        return Outcome::Endless;
    }
    let mut solution = vec![0.0; width];
    for (place, column) in basis.iter().enumerate() {
        if *column < width {
            solution[*column] = *rows[place].last().unwrap();
        }
    }
    Outcome::Best(*second.last().unwrap(), solution)
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
