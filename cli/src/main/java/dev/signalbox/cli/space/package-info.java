/** Commands about the spaces of a hub: made, listed, cloned, sealed, and handed to services. */
@NullMarked
package dev.signalbox.cli.space;

import org.jspecify.annotations.NullMarked;
