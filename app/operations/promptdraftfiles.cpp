// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "operations/promptdraftfiles.h"

#include "base/plainfile.h"
#include "base/privatefolder.h"
#include "base/propagate.h"
#include "operations/tr.h"
#include "prompt/envelope.h"
#include "prompt/promptfile.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>

using namespace Qt::StringLiterals;

namespace howdah::operations {

using prompt::CellPlace;
using prompt::Prompt;

namespace {

const QString Suffix = u".draft"_s;

QString hashOf(const QString &text)
{
    return QString::fromLatin1(QCryptographicHash::hash(text.toUtf8(), QCryptographicHash::Sha256).toHex().left(24));
}

// Names of files tell nothing of database or prompt.
QString placeOf(const DraftPlace &place) { return hashOf(place.database + u'\n' + place.table); }
QString fileOf(const QString &place, const QString &rowId) { return place + u'-' + hashOf(rowId) + Suffix; }
CellPlace cellOf(const QString &file) { return {u"howdah.draft"_s, file, u"text"_s}; }

QJsonObject toJson(const Prompt &prompt)
{
    return {{u"promptId"_s, prompt.promptId}, {u"name"_s, prompt.name},           {u"version"_s, prompt.version},
            {u"model"_s, prompt.model},       {u"system"_s, prompt.systemPrompt}, {u"user"_s, prompt.userPrompt},
            {u"metadata"_s, prompt.metadata}};
}

Prompt fromJson(const QJsonObject &json)
{
    Prompt prompt;
    prompt.promptId = json[u"promptId"_s].toString();
    prompt.name = json[u"name"_s].toString();
    prompt.version = json[u"version"_s].toString();
    prompt.model = json[u"model"_s].toString();
    prompt.systemPrompt = json[u"system"_s].toString();
    prompt.userPrompt = json[u"user"_s].toString();
    prompt.metadata = json[u"metadata"_s].toString();
    return prompt;
}

QString textOf(const PromptDraft &draft)
{
    const QJsonObject json{
        {u"rowId"_s, draft.rowId},
        {u"revision"_s, draft.baseRevision},
        {u"base"_s, toJson(draft.base)},
        {u"wanted"_s, toJson(draft.wanted)},
        {u"at"_s, draft.at.toUTC().toString(Qt::ISODateWithMs)}};
    return QString::fromUtf8(QJsonDocument(json).toJson(QJsonDocument::Compact));
}

std::optional<PromptDraft> draftOf(const QByteArray &stored, const QString &file, const prompt::KeyRing &keys)
{
    prompt::OpenedCell opened = prompt::openCell(stored, {}, keys, cellOf(file));
    if (opened.state != prompt::CellState::Open)
        return {};
    const QJsonObject json = QJsonDocument::fromJson(opened.text.toUtf8()).object();
    prompt::wipe(opened.text);
    PromptDraft draft;
    draft.rowId = json[u"rowId"_s].toString();
    draft.baseRevision = json[u"revision"_s].toString();
    draft.base = fromJson(json[u"base"_s].toObject());
    draft.wanted = fromJson(json[u"wanted"_s].toObject());
    draft.at = QDateTime::fromString(json[u"at"_s].toString(), Qt::ISODateWithMs);
    return draft;
}

} // namespace

Result<void> keepPromptDraft(const DraftPlace &place, const PromptDraft &draft, const prompt::KeyRing &keys)
{
    if (!keys.current())
        return fail(ErrorKind::Usage, tr("There is no key to encrypt with"));
    RETURN_IF_ERROR(makePrivateFolder(place.folder));
    const QString file = fileOf(placeOf(place), draft.rowId);
    ASSIGN_OR_RETURN(const QByteArray sealed, prompt::sealCell(textOf(draft), *keys.current(), cellOf(file)));
    return prompt::savePrivately(QDir(place.folder).filePath(file), sealed);
}

void forgetPromptDraft(const DraftPlace &place, const QString &rowId)
{
    QFile::remove(QDir(place.folder).filePath(fileOf(placeOf(place), rowId)));
}

std::vector<PromptDraft> readPromptDrafts(const DraftPlace &place, const prompt::KeyRing &keys)
{
    std::vector<PromptDraft> drafts;
    const QDir dir(place.folder);
    for (const QString &name : dir.entryList({placeOf(place) + u"-*"_s + Suffix}, QDir::Files, QDir::Name)) {
        const Result<QByteArray> stored = readPlainFile(dir.filePath(name));
        if (!stored)
            continue;
        if (auto draft = draftOf(*stored, name, keys))
            drafts.push_back(std::move(*draft));
    }
    return drafts;
}

} // namespace howdah::operations
