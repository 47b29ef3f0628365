// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/terminal/exitcode.h"
#include "cli/terminal/interrupt.h"
#include "cli/terminal/report.h"
#include "cli/prompts/promptcommand.h"
#include "cli/terminal/table.h"
#include "prompt/keybackup.h"
#include "prompt/keyuse.h"
#include "prompt/promptfile.h"
#include "operations/promptkeys.h"
#include "prompt/promptjournal.h"

#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>

#include <cstdio>

#include <termios.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace howdah::cli {

using namespace prompt;

static QString tr(const char *text) { return QCoreApplication::translate("HowdahCtl", text); }

namespace {

// Reads a line of standard input without showing it.
Result<QString> askPassphrase(Output &output, const QString &question)
{
    if (isatty(STDIN_FILENO) != 1)
        return fail(
            ErrorKind::Usage, tr("There is no terminal to ask for the passphrase"),
            tr("Name a file that holds it with --passphrase-file."));
    output.err << question << u": "_s << Qt::flush;
    termios before{};
    tcgetattr(STDIN_FILENO, &before);
    termios quiet = before;
    quiet.c_lflag &= ~tcflag_t(ECHO);
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet);
    QFile in;
    QByteArray line;
    if (in.open(stdin, QIODevice::ReadOnly))
        line = in.readLine().trimmed();
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &before);
    output.err << Qt::endl;
    QString passphrase = QString::fromUtf8(line);
    wipe(line);
    return passphrase;
}

Result<QString> passphraseOf(Output &output, const PromptKeyOptions &options, bool twice)
{
    if (!options.passphraseFile.isEmpty()) {
        QFile file(options.passphraseFile);
        if (!file.open(QIODevice::ReadOnly))
            return fail(ErrorKind::Usage, tr("%1 cannot be read: %2").arg(options.passphraseFile, file.errorString()));
        QByteArray line = file.readLine();
        while (line.endsWith('\n') || line.endsWith('\r'))
            line.chop(1);
        QString passphrase = QString::fromUtf8(line);
        wipe(line);
        return passphrase;
    }
    Result<QString> first = askPassphrase(output, tr("Passphrase of the backup"));
    if (!first || !twice)
        return first;
    Result<QString> second = askPassphrase(output, tr("Once more"));
    if (second && *second != *first)
        return fail(ErrorKind::Usage, tr("The two differ"));
    return second ? first : second;
}

// Works on the ring; a database is asked only where it has something to say.
class KeyRun final
{
public:
    KeyRun(Output &output, const PromptKeyOptions &options)
        : m_output(output)
        , m_options(options)
        , m_store(keyStoreOf(options.place))
    {
    }

    int list()
    {
        PromptSite site;
        if (const int code = openPromptSite(site, m_output, m_options.place, PromptUse::Reading); code != ExitOk)
            return code;
        const Result<std::vector<KeyUse>> keys = readKeyUse(site.session(), site.table, site.keys);
        if (!keys)
            return failed(m_output, keys.error(), runningCode(keys.error()));
        QJsonArray array;
        std::vector<QStringList> rows{{tr("key"), tr("held"), tr("created"), tr("fingerprint"), tr("texts")}};
        for (const KeyUse &key : *keys) {
            rows.push_back(
                {key.id.isEmpty() ? tr("(readable)") : key.id,
                 key.current        ? tr("current")
                 : key.held         ? tr("yes")
                 : key.id.isEmpty() ? QString()
                                    : tr("no"),
                 key.created.toString(Qt::ISODate), key.fingerprint, QString::number(key.rows)});
            array.append(QJsonObject{
                {u"id"_s, key.id},
                {u"held"_s, key.held},
                {u"current"_s, key.current},
                {u"created"_s, key.created.toString(Qt::ISODate)},
                {u"fingerprint"_s, key.fingerprint},
                {u"rows"_s, key.rows}});
        }
        if (m_output.json)
            print(
                m_output, {{u"format"_s, 1},
                           {u"store"_s, keyStoreName(m_options.place)},
                           {u"problem"_s, site.keyProblem},
                           {u"keys"_s, array},
                           {u"exitCode"_s, ExitOk}});
        else
            m_output.out << alignedTable(rows) << Qt::flush;
        if (!site.keyProblem.isEmpty())
            m_output.err << plainLine(site.keyProblem) << Qt::endl;
        return ExitOk;
    }

    int create()
    {
        Result<KeyRing> before = m_store->load();
        if (!before && before.error().kind != ErrorKind::NotFound)
            return failed(m_output, before.error(), ExitFailed);
        const KeyRing none;
        const KeyRing &ring = before ? *before : none;
        const QString id = m_options.id.isEmpty() ? newKeyId(ring, QDate::currentDate()) : m_options.id;
        return change(
            tr("The key %1 is made in %2, and new texts are encrypted with it").arg(id, keyStoreName(m_options.place)),
            u"create"_s, id, [&id](KeyRing &keys) -> Result<void> {
                Result<Key> key = Key::make();
                if (!key)
                    return fail(key.error());
                return keys.add(id, std::move(*key), QDateTime::currentDateTimeUtc());
            });
    }

    int use()
    {
        return change(
            tr("New texts are encrypted with the key %1").arg(m_options.id), u"use"_s, m_options.id,
            [this](KeyRing &keys) { return keys.setCurrent(m_options.id); });
    }

    // Only when no text of this database needs it any more.
    int remove()
    {
        PromptSite site;
        if (const int code = openPromptSite(site, m_output, m_options.place, PromptUse::Reading); code != ExitOk)
            return code;
        const Result<std::vector<KeyUse>> uses = readKeyUse(site.session(), site.table, site.keys);
        if (!uses)
            return failed(m_output, uses.error(), runningCode(uses.error()));
        for (const KeyUse &key : *uses)
            if (key.id == m_options.id && key.rows > 0)
                return failed(
                    m_output,
                    makeError(
                        ErrorKind::Conflict,
                        tr("%1 texts in %2 are encrypted with %3").arg(key.rows).arg(site.target.name(), key.id),
                        tr("Encrypt them with another key first: `howdahctl prompts reencrypt`.")),
                    ExitFailed);
        return change(
            tr("The key %1 is forgotten. No text in %2 needs it; texts in other databases and backups would be lost")
                .arg(m_options.id, site.target.name()),
            u"remove"_s, m_options.id, [this](KeyRing &keys) { return keys.remove(m_options.id); });
    }

    int backup()
    {
        const Result<KeyRing> ring = m_store->load();
        if (!ring)
            return failed(m_output, ring.error(), ExitFailed);
        if (QFileInfo::exists(m_options.file))
            return failed(
                m_output, makeError(ErrorKind::Conflict, tr("%1 is there already").arg(m_options.file)), ExitFailed);
        m_output.out
            << tr("%1 keys are written to %2, under a passphrase").arg(ring->entries().size()).arg(m_options.file)
            << Qt::endl;
        if (!m_options.yes)
            return dryRun(m_output);
        Result<QString> passphrase = passphraseOf(m_output, m_options, true);
        if (!passphrase)
            return failed(m_output, passphrase.error(), ExitUsage);
        const Result<QByteArray> sealed = sealKeys(*ring, *passphrase);
        wipe(*passphrase);
        if (!sealed)
            return failed(m_output, sealed.error(), runningCode(sealed.error()));
        if (const Result<void> saved = savePrivately(m_options.file, *sealed); !saved)
            return failed(m_output, saved.error(), ExitFailed);
        tellJournal(u"backup"_s, m_options.file);
        return ExitOk;
    }

    // Adds the keys of a backup that are missing; none that is there is changed.
    int restore()
    {
        QFile file(m_options.file);
        if (!file.open(QIODevice::ReadOnly))
            return failed(
                m_output,
                makeError(ErrorKind::Usage, tr("%1 cannot be read: %2").arg(m_options.file, file.errorString())),
                ExitUsage);
        Result<QString> passphrase = passphraseOf(m_output, m_options, false);
        if (!passphrase)
            return failed(m_output, passphrase.error(), ExitUsage);
        const Result<KeyRing> saved = openKeys(file.readAll(), *passphrase);
        wipe(*passphrase);
        if (!saved)
            return failed(m_output, saved.error(), ExitFailed);
        return change(
            tr("The keys of %1 that are missing are added").arg(m_options.file), u"restore"_s, m_options.file,
            [&saved](KeyRing &keys) { return addMissing(keys, *saved); });
    }

private:
    static Result<void> addMissing(KeyRing &keys, const KeyRing &saved)
    {
        const QString current = keys.current() ? keys.current()->id : saved.current() ? saved.current()->id : QString();
        for (const KeyRing::Entry &entry : saved.entries()) {
            if (const KeyRing::Entry *there = keys.find(entry.id)) {
                if (there->key.fingerprint() != entry.key.fingerprint())
                    return fail(
                        ErrorKind::Conflict, tr("The backup has another key named %1 than is in use").arg(entry.id));
                continue;
            }
            const std::span<const unsigned char, Key::Size> bytes = entry.key.bytes();
            Result<Key> key = Key::from(QByteArrayView(bytes.data(), qsizetype(bytes.size())));
            if (!key)
                return fail(key.error());
            if (Result<void> added = keys.add(entry.id, std::move(*key), entry.created); !added)
                return added;
        }
        return current.isEmpty() ? Result<void>() : keys.setCurrent(current);
    }

    int change(
        const QString &plan, const QString &what, const QString &subject,
        const std::function<Result<void>(KeyRing &)> &step)
    {
        if (!m_options.yes) {
            if (m_output.json)
                print(
                    m_output,
                    {{u"format"_s, 1}, {u"plan"_s, plan}, {u"written"_s, false}, {u"exitCode"_s, ExitPending}});
            else
                m_output.out << plan << Qt::endl;
            return dryRun(m_output);
        }
        const Result<KeyRing> changed = changeKeys(*m_store, step);
        if (!changed)
            return failed(
                m_output, changed.error(),
                changed.error().kind == ErrorKind::Usage || changed.error().kind == ErrorKind::NotFound ? ExitUsage
                                                                                                        : ExitFailed);
        tellJournal(what, subject);
        const QString current = changed->current() ? changed->current()->id : QString();
        if (m_output.json)
            print(
                m_output, {{u"format"_s, 1},
                           {u"plan"_s, plan},
                           {u"written"_s, true},
                           {u"keys"_s, qint64(changed->entries().size())},
                           {u"current"_s, current},
                           {u"exitCode"_s, ExitOk}});
        else
            m_output.out
                << plan << u'\n'
                << tr("%1 keys in %2; %3 is the current one. Keep a backup: without its key no text opens again")
                       .arg(changed->entries().size())
                       .arg(keyStoreName(m_options.place), current)
                << Qt::endl;
        return ExitOk;
    }

    void tellJournal(const QString &what, const QString &subject) const
    {
        (void)appendToJournal(
            promptJournalFile(),
            {{u"action"_s, u"keys-"_s + what}, {u"store"_s, keyStoreName(m_options.place)}, {u"subject"_s, subject}});
    }

    Output &m_output;
    const PromptKeyOptions &m_options;
    std::unique_ptr<KeyStore> m_store;
};

} // namespace

int promptsKeys(Output &output, const PromptKeyOptions &options, KeyAction action)
{
    KeyRun run(output, options);
    switch (action) {
    case KeyAction::List:
        return run.list();
    case KeyAction::Create:
        return run.create();
    case KeyAction::Use:
        return run.use();
    case KeyAction::Remove:
        return run.remove();
    case KeyAction::Backup:
        return run.backup();
    case KeyAction::Restore:
        break;
    }
    return run.restore();
}

int promptsReencrypt(Output &output, const PromptKeyOptions &options)
{
    PromptSite site;
    if (const int code = openPromptSite(site, output, options.place); code != ExitOk)
        return code;
    if (!site.keys.current())
        return failed(
            output, makeError(ErrorKind::Usage, tr("There is no key to encrypt with. %1").arg(site.keyProblem)),
            ExitUsage);
    if (options.yes && !site.table.mayWrite)
        return failed(
            output, makeError(ErrorKind::Permission, tr("You may not write to %1").arg(qualifiedName(site.table))),
            ExitFailed);
    const Interrupt interrupt;
    const auto goesOn = [token = interrupt.token()](qsizetype, qsizetype) { return !token.stop_requested(); };
    const operations::PromptOrigin origin{site.target.name(), qualifiedName(site.table)};
    const Result<ReencryptReport> report =
        options.yes
            ? operations::reencryptPrompts(site.session(), site.table, site.keys, origin, promptJournalFile(), goesOn)
            : reencrypt(site.session(), site.table, site.keys, true, goesOn);
    if (!report)
        return failed(output, report.error(), runningCode(report.error()));
    const bool waits = !options.yes && report->changed > 0;
    const int code = waits ? ExitPending : report->refused.empty() ? ExitOk : ExitFailed;
    if (output.json) {
        QJsonArray refused;
        for (const StoredPrompt &stored : report->refused)
            refused.append(QJsonObject{{u"promptId"_s, stored.prompt.promptId}, {u"state"_s, stateName(stored.state)}});
        print(
            output, {{u"format"_s, 1},
                     {u"key"_s, site.keys.current()->id},
                     {u"changed"_s, qint64(report->changed)},
                     {u"current"_s, qint64(report->current)},
                     {u"refused"_s, refused},
                     {u"written"_s, options.yes},
                     {u"exitCode"_s, code}});
    } else {
        output.out << (options.yes ? tr("%1 texts encrypted with the key %2, %3 were already")
                                   : tr("%1 texts would be encrypted with the key %2, %3 are already"))
                          .arg(report->changed)
                          .arg(site.keys.current()->id)
                          .arg(report->current)
                   << Qt::endl;
        for (const StoredPrompt &stored : report->refused)
            output.err << plainLine(lockedError(stored, site).message) << Qt::endl;
    }
    return waits ? dryRun(output) : code;
}

} // namespace howdah::cli
