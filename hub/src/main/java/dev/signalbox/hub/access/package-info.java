/** Who may do what: roles, the ownership matrix, principals and keys. */
@NullMarked
package dev.signalbox.hub.access;

import org.jspecify.annotations.NullMarked;
