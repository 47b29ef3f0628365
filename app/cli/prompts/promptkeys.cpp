// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/propagate.h"
#include "cli/terminal/exitcode.h"
#include "cli/terminal/interrupt.h"
#include "cli/terminal/report.h"
#include "cli/prompts/promptcommand.h"
#include "cli/terminal/table.h"
#include "cli/terminal/tr.h"
#include "prompt/keybackup.h"
#include "prompt/keyuse.h"
#include "operations/promptactivation.h"
#include "operations/promptkeys.h"
#include "prompt/promptjournal.h"

#include <QFile>
#include <QFileInfo>

#include <cstdio>

#include <termios.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace howdah::cli {

using namespace operations;
using namespace prompt;

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
    Result<QString> second = askPassphrase(output, tr("Repeat it"));
    if (second && *second != *first)
        return fail(ErrorKind::Usage, tr("The two do not match"));
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
            return failed(m_output, keys.error(), Stage::Running);
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
            return failed(m_output, before.error(), Stage::Work);
        const KeyRing none;
        const KeyRing &ring = before ? *before : none;
        const QString id = m_options.id.isEmpty() ? newKeyId(ring, QDate::currentDate()) : m_options.id;
        return change(
            tr("The key %1 was created in %2; new texts are encrypted with it").arg(id, keyStoreName(m_options.place)),
            [this, &id] { return createPromptKey(place(), id); });
    }

    int use()
    {
        return change(tr("New texts are now encrypted with the key %1").arg(m_options.id), [this] {
            return usePromptKey(place(), m_options.id);
        });
    }

    // Only when no text of this database needs it any more.
    int remove()
    {
        PromptSite site;
        if (const int code = openPromptSite(site, m_output, m_options.place, PromptUse::Reading); code != ExitOk)
            return code;
        const PromptOrigin origin{site.target.name(), qualifiedName(site.table)};
        if (const auto may = mayRemovePromptKey(site.session(), site.table, origin, m_options.id); !may)
            return failed(m_output, may.error(), Stage::Running);
        return change(
            tr("The key %1 will be removed. No text in %2 needs it; texts in other databases and backups that need it "
               "would be lost")
                .arg(m_options.id, site.target.name()),
            [&] { return removePromptKey(place(), site.session(), site.table, origin, m_options.id); });
    }

    int backup()
    {
        const Result<KeyRing> ring = m_store->load();
        if (!ring)
            return failed(m_output, ring.error(), Stage::Work);
        if (const Result<void> may = mayBackUpTo(m_options.file); !may)
            return failed(m_output, may.error(), Stage::Work);
        m_output.out << tr("%1 keys were written to %2, protected by the passphrase")
                            .arg(ring->entries().size())
                            .arg(m_options.file)
                     << Qt::endl;
        if (!m_options.yes)
            return dryRun(m_output);
        Result<QString> passphrase = passphraseOf(m_output, m_options, true);
        if (!passphrase)
            return failed(m_output, passphrase.error(), Stage::Words);
        const Result<void> saved = backUpPromptKeys(place(), *ring, m_options.file, *passphrase);
        wipe(*passphrase);
        return saved ? ExitOk : failed(m_output, saved.error(), Stage::Running);
    }

    // Adds the keys of a backup that are missing; none that is there is changed.
    int restore()
    {
        if (!QFileInfo(m_options.file).isReadable())
            return failed(m_output, makeError(ErrorKind::Usage, tr("%1 cannot be read").arg(m_options.file)));
        Result<QString> passphrase = passphraseOf(m_output, m_options, false);
        if (!passphrase)
            return failed(m_output, passphrase.error(), Stage::Words);
        const Result<KeyRing> saved = openKeyBackup(m_options.file, *passphrase);
        wipe(*passphrase);
        if (!saved)
            return failed(m_output, saved.error(), Stage::Work);
        return change(tr("The missing keys from %1 were added").arg(m_options.file), [&]() -> Result<KeyRing> {
            ASSIGN_OR_RETURN(KeysRestored restored, restorePromptKeys(place(), *saved, m_options.file));
            return std::move(restored.keys);
        });
    }

private:
    [[nodiscard]] KeyPlace place() const { return {*m_store, keyStoreName(m_options.place), promptJournalFile()}; }

    int change(const QString &plan, const std::function<Result<KeyRing>()> &step)
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
        const Result<KeyRing> changed = step();
        if (!changed)
            return failed(m_output, changed.error(), Stage::Naming);
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
            m_output.out << plan << u'\n'
                         << tr("%1 keys in %2; %3 is the current one. Keep a backup: without its key, a text can never "
                               "be decrypted again")
                                .arg(changed->entries().size())
                                .arg(keyStoreName(m_options.place), current)
                         << Qt::endl;
        return ExitOk;
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
            output, makeError(ErrorKind::Usage, tr("There is no key to encrypt with. %1").arg(site.keyProblem)));
    if (const auto may = options.yes ? mayWritePrompts(site.table) : Result<void>(); !may)
        return failed(output, may.error(), Stage::Work);
    const Interrupt interrupt;
    const PromptOrigin origin{site.target.name(), qualifiedName(site.table)};
    const Result<ReencryptReport> report =
        options.yes
            ? reencryptPrompts(site.session(), site.table, site.keys, origin, promptJournalFile(), interrupt.token())
            : reencrypt(site.session(), site.table, site.keys, true, [token = interrupt.token()](qsizetype, qsizetype) {
                  return !token.stop_requested();
              });
    if (!report)
        return failed(output, report.error(), Stage::Running);
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
        output.out << (options.yes ? tr("%1 texts were encrypted with the key %2; %3 already were")
                                   : tr("%1 texts would be encrypted with the key %2; %3 already are"))
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
