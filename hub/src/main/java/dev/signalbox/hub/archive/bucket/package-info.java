/** Where archives lie: a folder, or a bucket of a store that speaks S3. The rest of the hub knows the port only. */
@NullMarked
package dev.signalbox.hub.archive.bucket;

import org.jspecify.annotations.NullMarked;
