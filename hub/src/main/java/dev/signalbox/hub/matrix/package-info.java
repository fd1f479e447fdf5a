/** Who may do what: the ownership matrix with its roles and tables, the file that declares it, and principals. */
@NullMarked
package dev.signalbox.hub.matrix;

import org.jspecify.annotations.NullMarked;
