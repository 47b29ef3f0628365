// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "operations/promptexport.h"

#include "prompt/promptfile.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <sys/stat.h>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::operations;

// Prompts that leave the database as files: nothing in the folder is lost, and nothing secret leaves without a trace.
class PromptFilesTest final : public QObject
{
    Q_OBJECT

    static prompt::StoredPrompt stored(const QString &id, const QString &text, prompt::CellState state)
    {
        prompt::StoredPrompt one;
        one.id = id;
        one.prompt.promptId = id;
        one.prompt.name = id;
        one.prompt.version = u"1.0.0"_s;
        one.prompt.systemPrompt = text;
        one.prompt.userPrompt = u"Hello"_s;
        one.state = state;
        return one;
    }

    [[nodiscard]] QString path(const QString &name) const { return m_folder->filePath(u"out/"_s + name); }
    [[nodiscard]] QByteArray read(const QString &name) const
    {
        QFile file(path(name));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    void write(const QString &name, const QByteArray &bytes) const
    {
        QFile file(path(name));
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size());
    }
    [[nodiscard]] PromptExport plan(
        const std::vector<prompt::StoredPrompt> &prompts, bool overwrite = false,
        std::optional<prompt::ExchangeFormat> format = {}) const
    {
        const auto planned = planPromptExport(
            prompts, {.format = format, .folder = m_folder->filePath(u"out"_s), .overwrite = overwrite});
        return planned ? *planned : PromptExport();
    }
    [[nodiscard]] QString journal() const { return m_folder->filePath(u"state/journal.jsonl"_s); }

    std::optional<QTemporaryDir> m_folder;
    const PromptOrigin m_origin{u"shop"_s, u"public.ai_prompts"_s};

private Q_SLOTS:
    void init()
    {
        m_folder.emplace();
        QVERIFY(QDir(m_folder->path()).mkpath(u"out"_s));
    }

    void theJournalComesFirst()
    {
        const PromptExport one = plan({stored(u"secret"_s, u"the text"_s, prompt::CellState::Open)});
        QCOMPARE(one.files.size(), size_t(1));
        // A folder in the place of the journal: it cannot be written, so nothing else is.
        QVERIFY(QDir().mkpath(journal()));
        QVERIFY(!writePromptExport(one, m_origin, journal()));
        QCOMPARE(QDir(m_folder->filePath(u"out"_s)).entryList(QDir::Files), QStringList());
        QVERIFY(QDir(journal()).removeRecursively());
        const auto written = writePromptExport(one, m_origin, journal());
        QVERIFY2(written && *written == 1, written ? "" : qPrintable(written.error().message));
        QFile kept(journal());
        QVERIFY(kept.open(QIODevice::ReadOnly));
        const QByteArray line = kept.readAll();
        QVERIFY2(
            line.contains("\"secret\"") && line.contains("public.ai_prompts") && line.contains("shop"),
            line.constData());
        QVERIFY(!line.contains("the text"));
    }

    // What is readable in the database is no secret.
    void readableTextsNeedNoJournal()
    {
        const PromptExport one = plan({stored(u"open"_s, u"the text"_s, prompt::CellState::Plain)});
        QVERIFY(writePromptExport(one, m_origin, journal()));
        QVERIFY(!QFile::exists(journal()));
        QVERIFY(read(one.files.front().name).contains("the text"));
    }

    // Two identifiers that differ in nothing a file system knows are two files.
    void twoOfOneNameAreTwoFiles()
    {
        const std::vector<prompt::StoredPrompt> prompts{
            stored(u"Coach"_s, u"1"_s, prompt::CellState::Plain), stored(u"coach"_s, u"2"_s, prompt::CellState::Plain),
            stored(u"a/b"_s, u"3"_s, prompt::CellState::Plain), stored(u"a:b"_s, u"4"_s, prompt::CellState::Plain)};
        for (const auto format :
             {std::optional<prompt::ExchangeFormat>(), std::optional(prompt::ExchangeFormat::Prompty),
              std::optional(prompt::ExchangeFormat::GitHub), std::optional(prompt::ExchangeFormat::LiteLlm)}) {
            const PromptExport all = plan(prompts, false, format);
            QSet<QString> names;
            for (const ExportedFile &file : all.files) {
                names.insert(file.name.toCaseFolded());
                QVERIFY(!file.name.contains(u'/'));
            }
            QCOMPARE(names.size(), 4);
        }
        QVERIFY(writePromptExport(plan(prompts), m_origin, journal()));
        QCOMPARE(QDir(m_folder->filePath(u"out"_s)).entryList(QDir::Files).size(), 4);
    }

    void whatWasEditedStays()
    {
        const std::vector<prompt::StoredPrompt> before{stored(u"a"_s, u"old"_s, prompt::CellState::Plain)};
        const std::vector<prompt::StoredPrompt> after{stored(u"a"_s, u"new"_s, prompt::CellState::Plain)};
        QVERIFY(writePromptExport(plan(before), m_origin, journal()));
        const QString name = plan(before).files.front().name;
        QCOMPARE(plan(before).files.front().action, FileAction::Same);
        QCOMPARE(plan(after).files.front().action, FileAction::Replace);
        QByteArray edited = read(name);
        edited.replace("Hello", "Good morning");
        write(name, edited);
        QCOMPARE(plan(after).files.front().action, FileAction::Edited);
        const auto nothing = writePromptExport(plan(after), m_origin, journal());
        QVERIFY(nothing && *nothing == 0);
        QCOMPARE(read(name), edited);
        QCOMPARE(plan(after, true).files.front().action, FileAction::Replace);
        QVERIFY(writePromptExport(plan(after, true), m_origin, journal()));
        QVERIFY(read(name).contains("new"));
    }

    void locksStayBehind()
    {
        const PromptExport all = plan(
            {stored(u"a"_s, {}, prompt::CellState::Locked), stored(u"b"_s, {}, prompt::CellState::Damaged),
             stored(u"c"_s, u"text"_s, prompt::CellState::Plain)});
        QCOMPARE(all.files.size(), size_t(3));
        QCOMPARE(all.files[0].action, FileAction::Locked);
        QCOMPARE(all.files[1].action, FileAction::Locked);
        const auto written = writePromptExport(all, m_origin, journal());
        QVERIFY(written && *written == 1);
    }

    // A pipe of that name would hold whoever opens it for ever.
    void aPipeIsNoFile()
    {
        const std::vector<prompt::StoredPrompt> prompts{stored(u"a"_s, u"text"_s, prompt::CellState::Plain)};
        const QString name = plan(prompts).files.front().name;
        QCOMPARE(::mkfifo(QFile::encodeName(path(name)).constData(), 0600), 0);
        QCOMPARE(plan(prompts).files.front().action, FileAction::Edited);
    }
};

QTEST_GUILESS_MAIN(PromptFilesTest)
#include "tst_promptfiles.moc"
