// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dashboard/dashboardfile.h"

#include "base/paths.h"

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QSaveFile>

using namespace Qt::StringLiterals;

namespace howdah::ui {

static QString tr(const char *text) { return QCoreApplication::translate("Dashboards", text); }

static Result<QByteArray> bytesOf(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return fail(ErrorKind::Io, tr("%1 cannot be read: %2").arg(path, file.errorString()));
    return file.readAll();
}

// Two folders may hold files of one name.
QString draftPath(const QString &path)
{
    const QByteArray place =
        QCryptographicHash::hash(QFileInfo(path).absolutePath().toUtf8(), QCryptographicHash::Sha1);
    return QDir(dataFolder())
        .filePath(
            u"dashboard-drafts/%1-%2"_s.arg(QString::fromLatin1(place.toHex().first(8)), QFileInfo(path).fileName()));
}

Result<EditedFile> readEdited(const QString &path)
{
    EditedFile file;
    file.isThere = QFile::exists(path);
    if (file.isThere) {
        auto saved = bytesOf(path);
        if (!saved)
            return fail(saved.error());
        file.saved = *std::move(saved);
    }
    if (const auto draft = bytesOf(draftPath(path)); draft && *draft != file.saved)
        file.draft = *draft;
    return file;
}

Result<void> writeWhole(const QString &path, const QByteArray &bytes)
{
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size() || !file.commit())
        return fail(ErrorKind::Io, tr("%1 cannot be written: %2").arg(path, file.errorString()));
    return {};
}

Result<void> writeDraft(const QString &path, const QByteArray &text)
{
    const QString draft = draftPath(path);
    QDir().mkpath(QFileInfo(draft).path());
    return writeWhole(draft, text);
}

void removeDraft(const QString &path) { QFile::remove(draftPath(path)); }

Result<void> saveEdited(const QString &path, const QByteArray &text, const std::optional<QByteArray> &base)
{
    if (base && QFile::exists(path)) {
        const auto saved = bytesOf(path);
        if (!saved)
            return fail(saved.error());
        if (*saved != *base)
            return fail(
                ErrorKind::Conflict, tr("%1 was changed on disk meanwhile").arg(QFileInfo(path).fileName()),
                tr("Write yours over it, or take what is there."));
    }
    QDir().mkpath(QFileInfo(path).path());
    if (const auto written = writeWhole(path, text); !written)
        return written;
    removeDraft(path);
    return {};
}

} // namespace howdah::ui
