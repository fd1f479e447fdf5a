/** What a feature sees of HTTP: the table it declares its routes into, the request, the answer, and who may ask. */
@NullMarked
package dev.signalbox.hub.http.route;

import org.jspecify.annotations.NullMarked;
