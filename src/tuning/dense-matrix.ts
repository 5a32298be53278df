/** A square matrix by rows. */
export interface SquareMatrix {
  readonly size: number;
  readonly values: Float64Array;
}

/**
 * Inverts a symmetric positive definite matrix in place by its Cholesky factor; n³ multiplications.
 * @throws RangeError where it is not positive definite
 */
export function invertPositive({ size: n, values: a }: SquareMatrix): void {
  // a = L Lᵀ, L in the lower triangle
  for (let i = 0; i < n; i++) {
    const rowI = a.subarray(i * n, i * n + i + 1);
    for (let j = 0; j <= i; j++) {
      const rowJ = a.subarray(j * n, j * n + j + 1);
      let sum = rowI[j]!;
      for (let k = 0; k < j; k++) sum -= rowI[k]! * rowJ[k]!;
      if (j < i) rowI[j] = sum / rowJ[j]!;
      else if (sum > 0) rowI[i] = Math.sqrt(sum);
      else throw new RangeError('the matrix is not positive definite');
    }
  }
  // L⁻¹ᵀ in the upper triangle: column j of L⁻¹ is row j from the diagonal on
  for (let j = 0; j < n; j++) {
    const column = a.subarray(j * n, j * n + n);
    const diagonal = 1 / a[j * n + j]!;
    for (let i = j + 1; i < n; i++) {
      const row = a.subarray(i * n, i * n + i + 1);
      let sum = row[j]! * diagonal;
      for (let k = j + 1; k < i; k++) sum += row[k]! * column[k]!;
      column[i] = -sum / row[i]!;
    }
  }
  for (let j = 0; j < n; j++) a[j * n + j] = 1 / a[j * n + j]!;
  // (L Lᵀ)⁻¹ = L⁻ᵀ L⁻¹: the product of rows of the upper triangle
  for (let i = 0; i < n; i++) {
    const rowI = a.subarray(i * n, i * n + n);
    for (let j = i; j < n; j++) {
      const rowJ = a.subarray(j * n, j * n + n);
      let sum = 0;
      for (let k = j; k < n; k++) sum += rowI[k]! * rowJ[k]!;
      rowI[j] = sum;
    }
  }
  for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) a[i * n + j] = a[j * n + i]!;
}
