/** Content on its way between the API and the hosts, as files that are removed soon. */
@NullMarked
package dev.mayfly.store.blob;

import org.jspecify.annotations.NullMarked;
