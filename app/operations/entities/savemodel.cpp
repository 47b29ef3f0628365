// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "operations/entities/savemodel.h"

#include "base/propagate.h"
#include "base/wholefile.h"
#include "entity/modelfiles.h"
#include "operations/tr.h"

#include <QDir>
#include <QFileInfo>

using namespace Qt::StringLiterals;

namespace howdah::operations {

Result<QString> modelPath(const QString &name)
{
    const QString plain = name.trimmed();
    const bool isPlain = !plain.isEmpty() && !plain.startsWith(u'.') && !plain.contains(u'/') && !plain.contains(u'\\')
                      && !plain.contains(QChar::Null);
    if (!isPlain)
        return fail(
            ErrorKind::Usage, tr("\"%1\" cannot be the name of a model").arg(name),
            tr("Use letters, digits, hyphens and underscores."));
    return QDir(entity::modelFolder()).filePath(plain + u".yaml"_s);
}

Result<QString> saveModel(const QString &name, const QByteArray &yaml, ModelReplacing replacing)
{
    ASSIGN_OR_RETURN(const QString path, modelPath(name));
    const entity::ModelReading reading = entity::readModel(yaml, path);
    if (!reading.model)
        return fail(
            ErrorKind::Usage, tr("The model cannot be read"),
            reading.problems.empty() ? QString() : describe(reading.problems.front(), QFileInfo(path).fileName()));
    if (replacing == ModelReplacing::Refuse && QFileInfo::exists(path))
        return fail(ErrorKind::Conflict, tr("%1 already exists").arg(path), tr("Choose another name, or replace it."));
    if (!QDir().mkpath(QFileInfo(path).path()))
        return fail(ErrorKind::Io, tr("The folder %1 cannot be created").arg(QFileInfo(path).path()));
    RETURN_IF_ERROR(writeWholeFile(path, yaml));
    return path;
}

} // namespace howdah::operations
