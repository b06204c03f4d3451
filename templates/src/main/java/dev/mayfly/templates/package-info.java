/** Desktop-as-Code: reads templates written in Pkl, lists the broken ones, and holds requests to their bounds. */
@NullMarked
package dev.mayfly.templates;

import org.jspecify.annotations.NullMarked;
