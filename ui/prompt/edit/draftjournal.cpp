// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "prompt/edit/draftjournal.h"

#include "base/privatefolder.h"
#include "base/paths.h"
#include "base/whendone.h"
#include "prompt/envelope.h"
#include "prompt/promptfile.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QtConcurrentRun>

using namespace Qt::StringLiterals;

namespace howdah::ui {

using prompt::CellPlace;
using prompt::Prompt;

namespace {

const QString Suffix = u".draft"_s;

QString hashOf(const QString &text)
{
    return QString::fromLatin1(QCryptographicHash::hash(text.toUtf8(), QCryptographicHash::Sha256).toHex().left(24));
}

// Names of files tell nothing of database or prompt.
QString placeOf(const QString &database, const QString &table) { return hashOf(database + u'\n' + table); }
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

Result<bool> write(const QString &folder, const QString &file, const PromptDraft &draft, const DraftJournal::Ring &keys)
{
    if (auto made = makePrivateFolder(folder); !made)
        return fail(made.error());
    const auto sealed = prompt::sealCell(textOf(draft), *keys->current(), cellOf(file));
    if (!sealed)
        return fail(sealed.error());
    if (const auto saved = prompt::savePrivately(QDir(folder).filePath(file), *sealed); !saved)
        return fail(saved.error());
    return true;
}

} // namespace

DraftJournal::DraftJournal(const QString &folder, QObject *parent)
    : QObject(parent)
    , m_folder(folder)
{
    m_pool.setMaxThreadCount(1);
}

DraftJournal::~DraftJournal() { flush(); }

QString DraftJournal::usualFolder() { return QDir(dataFolder()).filePath(u"prompts/drafts"_s); }

void DraftJournal::tell(const QString &problem)
{
    if (problem == m_problem)
        return;
    m_problem = problem;
    Q_EMIT problemChanged();
}

void DraftJournal::keep(const QString &database, const QString &table, const PromptDraft &draft, const Ring &keys)
{
    if (!keys->current()) {
        tell(tr("There is no key to encrypt unsaved text with, so it would not survive a crash."));
        return;
    }
    const QString file = fileOf(placeOf(database, table), draft.rowId);
    whenDone(
        this,
        QtConcurrent::run(&m_pool, [folder = m_folder, file, draft, keys] { return write(folder, file, draft, keys); }),
        [this](const Result<bool> &written) {
            tell(written ? QString() : tr("Unsaved text is not kept: %1").arg(written.error().message));
        });
}

void DraftJournal::forget(const QString &database, const QString &table, const QString &rowId)
{
    const QString file = QDir(m_folder).filePath(fileOf(placeOf(database, table), rowId));
    m_pool.start([file] { QFile::remove(file); });
    tell({});
}

void DraftJournal::restore(
    const QString &database, const QString &table, const Ring &keys,
    std::function<void(const std::vector<PromptDraft> &)> done)
{
    using Answer = Result<std::vector<PromptDraft>>;
    whenDone(
        this,
        QtConcurrent::run(
            &m_pool,
            [folder = m_folder, place = placeOf(database, table), keys]() -> Answer {
                std::vector<PromptDraft> drafts;
                const QDir dir(folder);
                for (const QString &name : dir.entryList({place + u"-*"_s + Suffix}, QDir::Files, QDir::Name)) {
                    QFile file(dir.filePath(name));
                    if (!file.open(QIODevice::ReadOnly))
                        continue;
                    if (auto draft = draftOf(file.readAll(), name, *keys))
                        drafts.push_back(std::move(*draft));
                }
                return drafts;
            }),
        [done = std::move(done)](const Answer &drafts) { done(drafts ? *drafts : std::vector<PromptDraft>()); });
}

} // namespace howdah::ui
