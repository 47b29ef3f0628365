// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migration/source/pack.h"

#include "base/enumtable.h"
#include "base/plainfile.h"
#include "migration/source/prismalayout.h"
#include "migration/source/tr.h"

#include <QFile>

#include <yaml-cpp/yaml.h>

using namespace Qt::StringLiterals;

namespace howdah::migration {

namespace {

constexpr std::array Layouts{EnumName{Layout::Howdah, "howdah"_L1}, EnumName{Layout::Prisma, "prisma"_L1}};
static_assert(isWholeTable(Layouts));

constexpr std::array Histories{
    EnumName{HistoryKind::Howdah, "howdah"_L1}, EnumName{HistoryKind::Typeorm, "typeorm"_L1},
    EnumName{HistoryKind::Prisma, "prisma"_L1}};
static_assert(isWholeTable(Histories));

template <typename Table>
QStringList namesIn(const Table &table)
{
    QStringList names;
    for (const auto &entry : table)
        names << entry.name;
    return names;
}

// Fills a Pack from YAML nodes and notes what it does not understand.
class PackReader final
{
public:
    explicit PackReader(std::vector<Problem> &problems)
        : m_problems(problems)
    {
    }

    Pack read(const QByteArray &yaml)
    {
        try {
            const YAML::Node root = YAML::Load(std::string(yaml.constData(), size_t(yaml.size())));
            if (root.IsMap()) {
                for (const auto &item : root)
                    readItem(QString::fromStdString(item.first.Scalar()), item.second);
                checkTogether(root);
            } else if (!root.IsNull()) {
                note(root.Mark(), tr("pack.yaml must be a list of \"key: value\" lines"));
            }
        } catch (const YAML::Exception &error) {
            note(error.mark, tr("pack.yaml cannot be read: %1").arg(QString::fromStdString(error.msg)));
        }
        return m_pack;
    }

private:
    void note(const YAML::Mark &mark, const QString &message)
    {
        m_problems.push_back({ProblemKind::BadPack, u"pack.yaml"_s, mark.is_null() ? 0 : mark.line + 1, message, true});
    }

    void readItem(const QString &key, const YAML::Node &value)
    {
        if (key == "revisions"_L1) {
            readRevisions(value);
            return;
        }
        if (key == "allow"_L1) {
            readAllowed(value);
            return;
        }
        if (key == "lint"_L1) {
            readLint(value);
            return;
        }
        if (!value.IsScalar() && !value.IsNull()) {
            note(value.Mark(), tr("%1 must be a plain value").arg(key));
            return;
        }
        const QString text = value.IsNull() ? QString() : QString::fromStdString(value.Scalar());
        if (key == "title"_L1)
            m_pack.title = text;
        else if (key == "schema"_L1)
            m_pack.schema = text;
        else if (key == "demo"_L1)
            m_pack.demo = text;
        else if (key == "demo-database"_L1)
            m_pack.demoDatabase = text;
        else if (key == "demo-prompts"_L1)
            m_pack.demoPrompts = text == "encrypted"_L1;
        else if (key == "journal"_L1)
            readJournal(text, value);
        else if (key == "layout"_L1)
            readLayout(text, value);
        else if (key == "history"_L1)
            readChoice(m_pack.history, namesIn(Histories), key, text, value);
        else if (key == "history-table"_L1)
            m_pack.historyTable = text;
        else if (key == "also"_L1)
            readChoice(m_also, {u"alembic_version"_s}, key, text, value);
        else if (key == "order"_L1)
            readOrder(text, value);
        else if (key == "server"_L1)
            readServer(text, value);
        else
            note(
                value.Mark(), tr("Unknown key %1; known keys are title, layout, history, history-table, journal, also, "
                                 "revisions, schema, server, order, allow, lint, demo, demo-database and demo-prompts")
                                  .arg(key));
    }

    void readChoice(
        QString &target, const QStringList &known, const QString &key, const QString &text, const YAML::Node &value)
    {
        if (!known.contains(text))
            note(value.Mark(), tr("Unknown %1 \"%2\"; known are: %3").arg(key, text, known.join(u", "_s)));
        target = text;
    }

    void readLayout(QString text, const YAML::Node &value)
    {
        readChoice(text, namesIn(Layouts), u"layout"_s, text, value);
        m_pack.layout = valueNamed(Layouts, text).value_or(Layout::Howdah);
    }

    // "a, b", or a list of them.
    QStringList readNames(const YAML::Node &value)
    {
        QStringList names;
        const auto add = [&names](const YAML::Node &node) {
            for (const QString &name : QString::fromStdString(node.Scalar()).split(u',', Qt::SkipEmptyParts))
                names << name.trimmed();
        };
        if (value.IsScalar())
            add(value);
        for (const auto &item : value.IsSequence() ? value : YAML::Node()) {
            if (item.IsScalar())
                add(item);
        }
        if (names.isEmpty())
            note(value.Mark(), tr("lint must name rules, such as \"off: wide-index, serial-column\""));
        return names;
    }

    // What it names is checked by lint, which has the rules.
    void readLint(const YAML::Node &value)
    {
        if (!value.IsMap()) {
            note(value.Mark(), tr("lint must be a list of \"off: rule, rule\" lines"));
            return;
        }
        static const QStringList Words{u"off"_s, u"info"_s, u"warning"_s, u"error"_s};
        for (const auto &item : value) {
            const QString word = QString::fromStdString(item.first.Scalar());
            if (word == "sets"_L1) {
                m_pack.lint.sets = readNames(item.second);
            } else if (Words.contains(word)) {
                for (const QString &rule : readNames(item.second))
                    m_pack.lint.rules.insert(rule, word);
            } else {
                note(
                    item.first.Mark(),
                    tr("Unknown key %1 of lint; known keys are sets, off, info, warning and error").arg(word));
            }
        }
    }

    // A list of "migration: revision", oldest first.
    void readRevisions(const YAML::Node &value)
    {
        if (!value.IsMap()) {
            note(value.Mark(), tr("revisions must be a list of \"migration: revision\" lines"));
            return;
        }
        for (const auto &item : value) {
            if (item.first.IsScalar() && item.second.IsScalar() && !item.second.Scalar().empty())
                m_pack.alembicRevisions.emplace_back(
                    QString::fromStdString(item.first.Scalar()), QString::fromStdString(item.second.Scalar()));
            else
                note(item.second.Mark(), tr("revisions must be a list of \"migration: revision\" lines"));
        }
    }

    // "file: {rule: reason}".
    void readAllowed(const YAML::Node &value)
    {
        const QString problem = tr("allow must be a list of files, each with \"rule: reason\" lines");
        if (!value.IsMap()) {
            note(value.Mark(), problem);
            return;
        }
        for (const auto &file : value) {
            if (!file.first.IsScalar() || !file.second.IsMap()) {
                note(file.second.Mark(), problem);
                continue;
            }
            for (const auto &rule : file.second) {
                if (rule.first.IsScalar() && rule.second.IsScalar() && !rule.second.Scalar().empty())
                    m_pack.allowedRules.push_back(
                        {QString::fromStdString(file.first.Scalar()), QString::fromStdString(rule.first.Scalar()),
                         QString::fromStdString(rule.second.Scalar())});
                else
                    note(rule.second.Mark(), problem);
            }
        }
    }

    // What only shows when all keys are known.
    void checkTogether(const YAML::Node &root)
    {
        const bool prisma = m_pack.layout == Layout::Prisma;
        if (prisma && !root["history"])
            m_pack.history = u"prisma"_s;
        if (prisma != (m_pack.history == "prisma"_L1))
            note(root.Mark(), tr("The layout prisma and the history prisma require each other"));
        if (!m_pack.historyTable.isEmpty() && m_pack.history != "typeorm"_L1)
            note(root["history-table"].Mark(), tr("history-table is only for the history typeorm"));
        if (m_also.isEmpty() != m_pack.alembicRevisions.empty())
            note(root.Mark(), tr("\"also: alembic_version\" and \"revisions\" require each other"));
    }

    void readJournal(const QString &text, const YAML::Node &value)
    {
        if (text != "on"_L1 && text != "off"_L1)
            note(value.Mark(), tr("Unknown journal \"%1\"; use on or off").arg(text));
        m_pack.journal = text != "off"_L1;
    }

    void readServer(const QString &text, const YAML::Node &value)
    {
        bool isNumber = false;
        m_pack.server = text.toInt(&isNumber);
        if (!isNumber || m_pack.server < 1 || m_pack.server > 99)
            note(value.Mark(), tr("The server \"%1\" is not a major version of PostgreSQL, such as 15").arg(text));
    }

    void readOrder(const QString &text, const YAML::Node &value)
    {
        if (text == "allow"_L1)
            m_pack.order = OrderPolicy::Allow;
        else if (text == "warn"_L1)
            m_pack.order = OrderPolicy::Warn;
        else if (text == "refuse"_L1)
            m_pack.order = OrderPolicy::Refuse;
        else
            note(value.Mark(), tr("Unknown order \"%1\"; use allow, warn or refuse").arg(text));
    }

    std::vector<Problem> &m_problems;
    Pack m_pack;
    QString m_also;
};

} // namespace

std::optional<HistoryKind> historyKind(const Pack &pack) { return valueNamed(Histories, pack.history); }
QString historyName(HistoryKind kind) { return nameIn(Histories, kind); }

Pack parsePack(const QByteArray &yaml, std::vector<Problem> &problems) { return PackReader(problems).read(yaml); }

Pack readPack(const QString &folder)
{
    const Result<QByteArray> yaml = readPlainFileIn(folder, u"pack.yaml"_s);
    if (!yaml)
        return QFile::exists(folder + u'/' + PrismaLockFile) ? prismaPack() : Pack();
    std::vector<Problem> ignored;
    return parsePack(*yaml, ignored);
}

} // namespace howdah::migration
