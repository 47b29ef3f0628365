// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "plan/read/nodeline.h"
#include "plan/read/propertyline.h"
#include "plan/tr.h"

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace howdah::plan {

namespace {

qsizetype columnOf(QStringView line)
{
    qsizetype column = 0;
    while (column < line.size() && (line[column] == u' ' || line[column] == u'\t'))
        ++column;
    return column;
}

bool hasFigures(QStringView line)
{
    return line.endsWith(u')')
        && (line.contains("(cost="_L1) || line.contains("(actual "_L1) || line.endsWith("(never executed)"_L1));
}

bool isArrow(QStringView content) { return content.startsWith("-> "_L1); }

bool isSubplanLabel(QStringView content)
{
    return content.startsWith("InitPlan "_L1) || content.startsWith("SubPlan "_L1) || content.startsWith("CTE "_L1);
}

bool isWorker(QStringView content)
{
    return content.startsWith("Worker "_L1) && content.size() > 7 && content[7].isDigit();
}

bool isTargetTable(QStringView content)
{
    static constexpr std::array beginnings{"Insert on "_L1,        "Update on "_L1,         "Delete on "_L1,
                                           "Merge on "_L1,         "Foreign Update on "_L1, "Foreign Delete on "_L1,
                                           "Foreign Insert on "_L1};
    return std::ranges::any_of(beginnings, [content](QLatin1StringView one) { return content.startsWith(one); });
}

// What a text has open at its end, counted as it grows.
struct OpenSigns
{
    char quote = 0;
    qsizetype parentheses = 0;

    void take(QStringView text)
    {
        for (const QChar c : text) {
            if (quote != 0) {
                if (c == QLatin1Char(quote))
                    quote = 0;
            } else if (c == u'\'' || c == u'"')
                quote = c == u'"' ? '"' : '\'';
            else if (c == u'(')
                ++parentheses;
            else if (c == u')')
                --parentheses;
        }
    }
};

// Puts together again what a terminal, a mail or a text with line breaks in it has cut.
class LineJoiner final
{
public:
    explicit LineJoiner(const std::vector<TextLine> &lines)
    {
        for (const TextLine &line : lines)
            m_widest = std::max(m_widest, line.text.size());
        // Terminals cut where their width ends; mails (72, 76, 79) between words.
        static constexpr std::array widths{80, 100, 120, 132, 160};
        qsizetype unfinished = 0;
        for (size_t i = 0; i + 1 < lines.size(); ++i)
            unfinished += lines[i].text.size() == m_widest && !looksWhole(lines[i + 1].text);
        m_isCut = unfinished > 1 || (unfinished == 1 && std::ranges::find(widths, m_widest) != widths.end());
    }

    std::vector<TextLine> joined(const std::vector<TextLine> &lines)
    {
        for (const TextLine &line : lines) {
            if (m_joined.empty() || line.text.trimmed().isEmpty() || begins(line.text)) {
                m_joined.push_back(line);
                m_signs = {};
                m_signs.take(line.text);
            } else
                append(line.text);
            m_lastWidth = line.text.size();
        }
        return std::move(m_joined);
    }

private:
    // By itself; within a literal it may be a part of one all the same.
    [[nodiscard]] static bool looksWhole(QStringView line)
    {
        const QStringView content = line.sliced(columnOf(line));
        return content.isEmpty() || isArrow(content) || propertyOf(content, true) || isStatementLine(content);
    }
    [[nodiscard]] bool begins(QStringView line) const
    {
        const qsizetype column = columnOf(line);
        const QStringView content = line.sliced(column);
        if (m_joined.back().text.trimmed().isEmpty())
            return true;
        if (isArrow(content))
            return m_signs.quote == 0 || hasFigures(content);
        if (m_signs.quote != 0 && closesAll(line))
            return false; // a literal with a line break in it
        if (propertyOf(content, true) || isStatementLine(content))
            return true;
        if (m_signs.quote != 0)
            return false;
        if (isWorker(content) || (column > 0 && (isSubplanLabel(content) || isTargetTable(content))))
            return true;
        if (content.startsWith(u'(') || m_signs.parentheses > 0)
            return false;
        return hasFigures(content) || (column >= 2 && propertyOf(content));
    }
    [[nodiscard]] bool closesAll(QStringView line) const
    {
        OpenSigns signs = m_signs;
        signs.take(line);
        return signs.quote == 0 && signs.parentheses == 0;
    }
    void append(QStringView line)
    {
        QString &text = m_joined.back().text;
        // A line as wide as the widest was cut where the width ended, others between words or in a text.
        QString more = line.toString();
        if (m_signs.quote != 0 && (m_lastWidth < m_widest || !m_isCut))
            more.prepend(u'\n');
        else if (m_lastWidth < m_widest)
            more = u' ' + more.trimmed();
        m_signs.take(more);
        text += more;
    }

    qsizetype m_widest = 0;
    qsizetype m_lastWidth = 0;
    bool m_isCut = false; // at that width, as it seems: several lines are as long, or it is a usual one
    OpenSigns m_signs;
    std::vector<TextLine> m_joined;
};

class TextItems final
{
public:
    explicit TextItems(Document &document)
        : m_document(document)
    {
    }

    void read(const TextLine &line)
    {
        const QStringView text = line.text;
        const qsizetype column = columnOf(text);
        const QStringView content = text.sliced(column).trimmed();
        m_line = line.number;
        if (content.isEmpty()) {
            m_isBehindBlank = true;
            return;
        }
        const bool isBehindBlank = std::exchange(m_isBehindBlank, false);
        if (m_skippedColumn >= 0) {
            if (column > m_skippedColumn || (column == m_skippedColumn && !isArrow(content)))
                return;
            m_skippedColumn = -1;
        }
        if (isArrow(content)) {
            readNode(readNodeLine(content.sliced(2).trimmed()), column);
            return;
        }
        if (!m_statement) {
            readBeforeRoot(content, column);
            return;
        }
        if (column <= m_base) {
            m_section = Section::Node;
            if (isStatementLine(content))
                return readStatementLine(content);
            if (isBehindBlank || hasFigures(content))
                return beginStatement(content, column);
        }
        readBelow(content, column);
    }
    void finish()
    {
        if (m_statement && !m_label.isEmpty())
            problem(tr("The plan ends before %1").arg(m_label.left(60)));
    }

private:
    enum class Section : unsigned char { Node, Planning, Jit, Serialization };
    struct Open
    {
        qsizetype column;
        Item *node;
    };

    void readBeforeRoot(QStringView content, qsizetype column)
    {
        if (content.startsWith("Query Text:"_L1))
            m_queryText = content.sliced(11).trimmed().toString();
        else if (content.startsWith("Query Parameters:"_L1))
            m_queryParameters = content.sliced(17).trimmed().toString();
        else
            beginStatement(content, column);
    }
    void beginStatement(QStringView content, qsizetype column)
    {
        m_open.clear();
        m_base = column;
        m_label.clear();
        m_section = Section::Node;
        m_worker = nullptr;
        m_document.root.items.push_back(Item::of(Item::Kind::Map, m_line));
        m_statement = &m_document.root.items.back();
        if (!m_queryText.isEmpty())
            m_statement->add(u"Query Text"_s, std::exchange(m_queryText, {}));
        if (!m_queryParameters.isEmpty())
            m_statement->add(u"Query Parameters"_s, std::exchange(m_queryParameters, {}));
        // In a place of its own: what is added to the statement later must not move it.
        NodeLine root = readNodeLine(content);
        root.node.line = m_line;
        Item &list = m_statement->add(u"Plan"_s, Item::of(Item::Kind::List));
        list.items.push_back(std::move(root.node));
        m_open.push_back({column, &list.items.back()});
        ++m_nodes;
    }
    void readNode(NodeLine read, qsizetype column)
    {
        if (!m_statement) {
            problem(tr("The text begins below the first node of its plan"));
            beginStatement(u"Result"_s, column - 2);
            m_open.back().node->find(u"Node Type")->text = tr("Unknown node");
        }
        m_section = Section::Node;
        m_worker = nullptr;
        const qsizetype place = m_label.isEmpty() ? column : std::min(m_labelColumn, column);
        while (m_open.size() > 1 && m_open.back().column >= place)
            m_open.pop_back();
        if (m_open.size() > size_t(MostDepth) || m_nodes > MostNodes) {
            if (!std::exchange(m_isFull, true))
                problem(
                    m_nodes > MostNodes
                        ? tr("The plan has more than %1 nodes; the rest is left out").arg(MostNodes)
                        : tr("The plan is more than %1 nodes deep; what is deeper is left out").arg(MostDepth));
            m_skippedColumn = column;
            m_label.clear();
            return;
        }
        Item &parent = *m_open.back().node;
        read.node.line = m_line;
        read.node.add(u"Parent Relationship"_s, relationship(parent));
        if (!m_label.isEmpty())
            read.node.add(u"Subplan Name"_s, std::exchange(m_label, {}));
        Item &children = parent.child(u"Plans"_s, Item::Kind::List);
        children.items.push_back(std::move(read.node));
        m_open.push_back({column, &children.items.back()});
        ++m_nodes;
    }
    // Text does not say it; it follows from the kinds and the order.
    [[nodiscard]] QString relationship(const Item &parent) const
    {
        if (!m_label.isEmpty())
            return m_label.startsWith("SubPlan"_L1) ? u"SubPlan"_s : u"InitPlan"_s;
        const Item *typeItem = parent.find(u"Node Type");
        const QString type = typeItem ? typeItem->text : QString();
        static constexpr std::array members{"Append"_L1, "Merge Append"_L1, "BitmapAnd"_L1, "BitmapOr"_L1};
        if (std::ranges::find(members, type) != members.end())
            return u"Member"_s;
        if (type == "Subquery Scan"_L1)
            return u"Subquery"_s;
        if (type == "Custom Scan"_L1)
            return u"child"_s;
        if (const Item *children = parent.find(u"Plans"); children && !children->items.empty()) {
            const Item *last = children->items.back().find(u"Parent Relationship");
            if (last && (last->text == "Outer"_L1 || last->text == "Inner"_L1))
                return u"Inner"_s;
        }
        return u"Outer"_s;
    }

    void readStatementLine(QStringView content)
    {
        m_worker = nullptr;
        if (content.startsWith("Trigger "_L1)) {
            m_statement->child(u"Triggers"_s, Item::Kind::List).items.push_back(readTrigger(content));
            return;
        }
        const qsizetype colon = content.indexOf(u':');
        const QStringView key = content.first(colon);
        const QStringView value = content.sliced(colon + 1).trimmed();
        if (key == "Planning"_L1)
            m_section = Section::Planning;
        else if (key == "JIT"_L1)
            m_section = Section::Jit;
        else if (key == "Serialization"_L1) {
            m_section = Section::Serialization;
            readSerialization(m_statement->child(u"Serialization"_s, Item::Kind::Map), value);
        } else if (key == "Settings"_L1)
            m_statement->add(u"Settings"_s, readSettings(value));
        else if (key.compare("planning time"_L1, Qt::CaseInsensitive) == 0)
            m_statement->add(u"Planning Time"_s, milliseconds(value));
        else if (key.compare("execution time"_L1, Qt::CaseInsensitive) == 0 || key == "Total runtime"_L1)
            m_statement->add(u"Execution Time"_s, milliseconds(value));
        else
            m_statement->add(key.toString(), value.toString());
    }
    [[nodiscard]] static QString milliseconds(QStringView value)
    {
        return (value.endsWith(" ms"_L1) ? value.chopped(3) : value).toString();
    }

    void readBelow(QStringView content, qsizetype column)
    {
        Item *into = m_open.empty() ? nullptr : m_open.back().node;
        if (m_section == Section::Planning)
            into = &m_statement->child(u"Planning"_s, Item::Kind::Map);
        else if (m_section == Section::Serialization)
            into = &m_statement->child(u"Serialization"_s, Item::Kind::Map);
        if (m_section == Section::Jit) {
            if (const auto property = propertyOf(content))
                return readJit(m_statement->child(u"JIT"_s, Item::Kind::Map), *property);
        }
        if (isWorker(content))
            return readWorker(content, column);
        if (m_worker && column > m_workerColumn)
            return readOfWorker(content);
        m_worker = nullptr;
        if (m_section == Section::Node && isSubplanLabel(content) && column > m_base && !propertyOf(content, true)) {
            m_label = content.toString();
            m_labelColumn = column;
            return;
        }
        if (m_section == Section::Node && isTargetTable(content))
            return readTargetTable(*into, content);
        if (const auto property = propertyOf(content); property && into)
            return readProperty(*into, *property);
        problem(tr("\"%1\" is not a line of a plan").arg(content.left(60)));
    }
    void readWorker(QStringView content, qsizetype column)
    {
        const qsizetype colon = content.indexOf(u':');
        const QString number = content.sliced(7, std::max<qsizetype>(0, colon - 7)).toString();
        Item &workers = m_open.back().node->child(u"Workers"_s, Item::Kind::List);
        workers.items.push_back(Item::of(Item::Kind::Map, m_line));
        m_worker = &workers.items.back();
        m_worker->add(u"Worker Number"_s, number);
        m_workerColumn = column;
        if (colon >= 0)
            readOfWorker(content.sliced(colon + 1).trimmed());
    }
    void readOfWorker(QStringView content)
    {
        if (content.isEmpty())
            return;
        if (content.startsWith("actual "_L1))
            return readActual(*m_worker, content);
        const auto property = propertyOf(content);
        if (!property)
            return problem(tr("\"%1\" is not a line of a plan").arg(content.left(60)));
        if (property->key == "JIT"_L1)
            m_worker->child(u"JIT"_s, Item::Kind::Map);
        else if (Item *jit = m_worker->find(u"JIT");
                 jit
                 && (property->key == "Functions"_L1 || property->key == "Options"_L1 || property->key == "Timing"_L1))
            readJit(*jit, *property);
        else
            readProperty(*m_worker, *property);
    }
    static void readTargetTable(Item &node, QStringView content)
    {
        Item &tables = node.child(u"Target Tables"_s, Item::Kind::List);
        Item table = Item::of(Item::Kind::Map);
        readTarget(table, content.sliced(content.indexOf(" on "_L1) + 4), u"Relation Name"_s);
        tables.items.push_back(std::move(table));
    }

    void problem(const QString &message)
    {
        constexpr size_t most = 100;
        if (m_document.problems.size() < most)
            m_document.problems.push_back({m_line, message});
    }

    Document &m_document;
    Item *m_statement = nullptr;
    std::vector<Open> m_open;
    qsizetype m_base = 0;
    QString m_label; // of a subplan whose node comes next
    qsizetype m_labelColumn = 0;
    Item *m_worker = nullptr;
    qsizetype m_workerColumn = 0;
    Section m_section = Section::Node;
    bool m_isBehindBlank = false;
    bool m_isFull = false;
    qsizetype m_skippedColumn = -1; // below a node that is left out
    int m_nodes = 0;
    int m_line = 0;
    QString m_queryText;
    QString m_queryParameters;
};

} // namespace

Document readText(const std::vector<TextLine> &lines, bool rows)
{
    Document document;
    TextItems items(document);
    for (const TextLine &line : rows ? lines : LineJoiner(lines).joined(lines))
        items.read(line);
    items.finish();
    // A root stands in a list of its own until all of the statement is read.
    for (Item &statement : document.root.items) {
        if (Item *plan = statement.find(u"Plan"); plan && plan->kind == Item::Kind::List && !plan->items.empty()) {
            Item root = std::move(plan->items.front());
            *plan = std::move(root);
        }
    }
    return document;
}

} // namespace howdah::plan
