/** The lease: how long a workspace may live, and what ends it when. */
@NullMarked
package dev.mayfly.domain.lease;

import org.jspecify.annotations.NullMarked;
