// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <QByteArray>
#include <QString>

namespace howdah::operations {

// Where a model of this name is kept: in the user's folder, as NAME.yaml. ErrorKind::Usage for what is no plain name of
// a file.
[[nodiscard]] Result<QString> modelPath(const QString &name);

enum class ModelReplacing : quint8 { Refuse, Replace };

// Puts a model into the user's folder, which is made where it is not there yet; answers its path. ErrorKind::Conflict
// where there is one of that name and it is not to be replaced, ErrorKind::Usage with the line where it cannot be read:
// then nothing is written. Blocks on the disk.
[[nodiscard]] Result<QString> saveModel(const QString &name, const QByteArray &yaml, ModelReplacing replacing);

} // namespace howdah::operations
