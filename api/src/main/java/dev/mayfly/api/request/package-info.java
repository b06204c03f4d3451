/** What happens to every request alike: its id, its answer's security headers, its pace. */
@NullMarked
package dev.mayfly.api.request;

import org.jspecify.annotations.NullMarked;
