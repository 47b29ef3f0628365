// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/drafts/textfile.h"

#include "base/plainfile.h"
#include "base/propagate.h"
#include "base/sha256.h"
#include "base/wholefile.h"
#include "data/transfer/textencoding.h"
#include "query/tr.h"
#include "sql/characters.h"

#include <QBuffer>
#include <QFileInfo>
#include <QStringEncoder>

#include <algorithm>
#include <array>
#include <optional>

using namespace Qt::StringLiterals;

namespace howdah::query {

using Encoding = TextForm::Encoding;

namespace {

Encoding encodingOf(data::TextEncoding encoding)
{
    switch (encoding) {
    case data::TextEncoding::Utf8:
        return Encoding::Utf8;
    case data::TextEncoding::Utf16Le:
        return Encoding::Utf16Le;
    case data::TextEncoding::Utf16Be:
        return Encoding::Utf16Be;
    case data::TextEncoding::Windows1252:
        return Encoding::Windows1252;
    case data::TextEncoding::Latin1:
        break;
    }
    return Encoding::Latin1;
}

QByteArray markOf(Encoding encoding)
{
    switch (encoding) {
    case Encoding::Utf8:
        return "\xEF\xBB\xBF";
    case Encoding::Utf16Le:
        return "\xFF\xFE";
    case Encoding::Utf16Be:
        return "\xFE\xFF";
    case Encoding::Windows1252:
    case Encoding::Latin1:
        break;
    }
    return {};
}

// 0x80 to 0x9f of Windows-1252; 0: nothing is there.
constexpr std::array<char16_t, 32> Windows1252{0x20ac, 0,      0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021,
                                               0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0,      0x017d, 0,
                                               0,      0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014,
                                               0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0,      0x017e, 0x0178};

// One byte a letter; nothing where it has none for one.
std::optional<QByteArray> inBytes(const QString &text, bool isWindows)
{
    QByteArray bytes;
    bytes.reserve(text.size());
    for (const QChar letter : text) {
        const char16_t code = letter.unicode();
        if (code < 0x80 || (code >= 0xa0 && code <= 0xff) || (!isWindows && code <= 0xff)) {
            bytes += char(code);
            continue;
        }
        const auto found = std::ranges::find(Windows1252, code);
        if (!isWindows || found == Windows1252.end())
            return std::nullopt;
        bytes += char(0x80 + (found - Windows1252.begin()));
    }
    return bytes;
}

Result<QByteArray> encoded(const QByteArray &text, const TextForm &form)
{
    const QByteArray mark = form.hasMark ? markOf(form.encoding) : QByteArray();
    switch (form.encoding) {
    case Encoding::Utf8:
        return mark + text;
    case Encoding::Utf16Le:
    case Encoding::Utf16Be: {
        QStringEncoder encoder(
            form.encoding == Encoding::Utf16Le ? QStringEncoder::Utf16LE : QStringEncoder::Utf16BE,
            QStringEncoder::Flag::Default);
        const QByteArray bytes = encoder.encode(QString::fromUtf8(text));
        return mark + bytes;
    }
    case Encoding::Windows1252:
    case Encoding::Latin1:
        break;
    }
    if (auto bytes = inBytes(QString::fromUtf8(text), form.encoding == Encoding::Windows1252))
        return *std::move(bytes);
    return fail(
        ErrorKind::Invalid, tr("The file's encoding has no place for a letter of the text"), tr("Save it as UTF-8."));
}

bool isUtf8(QByteArrayView bytes)
{
    const sql::Utf8Check check = sql::checkUtf8(bytes);
    return check.problem == sql::TextProblem::None && check.valid == bytes.size();
}

} // namespace

LineEnds lineEndsOf(QByteArrayView text)
{
    qsizetype windows = 0;
    qsizetype all = 0;
    const QByteArrayView looked = text.first(qMin<qsizetype>(text.size(), 1 << 20));
    for (qsizetype at = looked.indexOf('\n'); at >= 0; at = looked.indexOf('\n', at + 1)) {
        ++all;
        windows += at > 0 && looked[at - 1] == '\r' ? 1 : 0;
    }
    return windows == 0 ? LineEnds::Unix : windows == all ? LineEnds::Windows : LineEnds::Mixed;
}

Result<TextFile> readTextFile(const QString &path)
{
    ASSIGN_OR_RETURN(QByteArray bytes, readPlainFile(path));
    TextFile file;
    file.hash = sha256(bytes);
    const data::TextEncoding encoding =
        data::detectEncoding(QByteArrayView(bytes).first(qMin<qsizetype>(bytes.size(), 1 << 20)));
    file.form.encoding = encodingOf(encoding);
    const QByteArray mark = markOf(file.form.encoding);
    file.form.hasMark = !mark.isEmpty() && bytes.startsWith(mark);
    if (file.form.encoding == Encoding::Utf8 && !file.form.hasMark && isUtf8(bytes)) {
        file.text = std::move(bytes); // the usual one, of any size
        return file;
    }
    QBuffer from(&bytes);
    from.open(QIODevice::ReadOnly);
    data::TextSource source(from, encoding, data::TextSource::Sureness::Guessed);
    while (true) {
        auto some = source.read(1 << 20);
        if (!some) {
            Error error = some.error();
            error.message = tr("%1 is not a text file: %2").arg(path, error.message);
            return fail(error);
        }
        if (some->isEmpty())
            break;
        file.text += *some;
    }
    if (file.form.encoding == Encoding::Utf8 && file.text.startsWith(markOf(Encoding::Utf8)))
        file.text.remove(0, 3);
    return file;
}

Result<QByteArray> overwriteTextFile(const QString &path, const QByteArray &text, const TextForm &form)
{
    ASSIGN_OR_RETURN(const QByteArray bytes, encoded(text, form));
    RETURN_IF_ERROR(writeWholeFile(path, bytes));
    return sha256(bytes);
}

Result<QByteArray>
writeTextFile(const QString &path, const QByteArray &text, const TextForm &form, const QByteArray &known)
{
    ASSIGN_OR_RETURN(const FileChange change, lookForChange(path, known));
    const bool isNew = known.isEmpty();
    if (isNew ? change != FileChange::Gone : change != FileChange::Same)
        return fail(
            ErrorKind::Conflict,
            change == FileChange::Gone ? tr("%1 does not exist any more").arg(path)
            : isNew                    ? tr("There is a file %1 already").arg(path)
                                       : tr("%1 was changed by another program").arg(path),
            tr("Nothing was written. Compare the two, or save it anyway."));
    return overwriteTextFile(path, text, form);
}

Result<FileChange> lookForChange(const QString &path, const QByteArray &known)
{
    const Result<QByteArray> bytes = readPlainFile(path);
    if (!bytes && bytes.error().kind == ErrorKind::NotFound)
        return FileChange::Gone;
    if (!bytes)
        return fail(bytes.error());
    return sha256(*bytes) == known ? FileChange::Same : FileChange::Changed;
}

} // namespace howdah::query
