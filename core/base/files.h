#pragma once

// Files that operators name. Failures are told apart by errno: that a file cannot be reached is not that there is
// none.

#include "core/base/result.h"
#include "core/base/uniquefd.h"

#include <QByteArray>
#include <QString>

namespace signalbox {

//! Returns the error `PATH: WHAT: reason` for a system call that failed with \a errorNumber: NotFound for ENOENT and
//! ENOTDIR, NoPermission for EACCES and EPERM, Io for all others.
Error fileError(const QString &path, const QString &what, int errorNumber);

//! Returns false only if the file itself or a folder above it does not exist. Fails with NoPermission or Io when that
//! cannot be told, and with Io when \a path leads over a link to something that does not exist. \a path is absolute.
Result<bool> isPresent(const QString &path);

//! Opens \a path as open(2) does, with O_CLOEXEC and O_NONBLOCK, so that a FIFO without a peer does not block. Where
//! \a path stands for stdin, stdout or stderr, such as /dev/stdout, and that is a socket or belongs to another user,
//! the system cannot open it again; the result is then a duplicate of that descriptor, and it may block. Invalid (-1) on failure, with
//! errno set.
UniqueFd openFile(const QString &path, int flags, unsigned mode = 0);

//! Whether a file that can be read only once is accepted: a pipe, a socket, a terminal.
enum class Streams : quint8 { Refused, Accepted };

//! Returns the content. Fails with NotFound, NoPermission or Io when the file cannot be read, as when it is a folder or
//! block device, and with Invalid above \a maxBytes. A stream is read to its end; it has two seconds to get a writer and
//! 30 seconds to deliver, and an empty one is an error.
Result<QByteArray> readFile(const QString &path, qint64 maxBytes, Streams streams);

//! Returns the content of a file that the kernel makes, such as one below /proc; empty if it cannot be read.
QByteArray readKernelFile(const QString &path);

//! Opens /dev/null in place of stdin, stdout and stderr if they are closed. Otherwise connections would get
//! their descriptors, and so what is written there.
void keepStandardDescriptors();

//! Makes \a path and the folders above it that are missing, accessible to this user only. Fails with NoPermission or
//! Io.
Result<void> makeFolder(const QString &path);

} // namespace signalbox
