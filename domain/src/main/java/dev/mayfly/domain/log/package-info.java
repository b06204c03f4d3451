/** The transparency log: a Merkle tree, its tiles and proofs, and signed checkpoints. */
@NullMarked
package dev.mayfly.domain.log;

import org.jspecify.annotations.NullMarked;
