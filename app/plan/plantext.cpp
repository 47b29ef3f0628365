// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "plan/plantext.h"

#include <QSet>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::plan {

namespace {

// In this order; what is not here comes behind, in its own.
const QStringList &firstKeys()
{
    static const QStringList keys{
        u"Output"_s,
        u"Group Key"_s,
        u"Sort Key"_s,
        u"Presorted Key"_s,
        u"Function Call"_s,
        u"Index Cond"_s,
        u"Recheck Cond"_s,
        u"TID Cond"_s,
        u"Order By"_s,
        u"Hash Cond"_s,
        u"Merge Cond"_s,
        u"Run Condition"_s,
        u"Join Filter"_s,
        u"One-Time Filter"_s,
        u"Rows Removed by Index Recheck"_s,
        u"Rows Removed by Join Filter"_s,
        u"Filter"_s,
        u"Rows Removed by Filter"_s,
        u"Heap Fetches"_s,
        u"Index Searches"_s,
        u"Workers Planned"_s,
        u"Workers Launched"_s,
        u"Sort Method"_s,
        u"Sort Space Used"_s,
        u"Sort Space Type"_s,
    };
    return keys;
}

// Said by the title, or by lines that are made of several.
bool isElsewhere(const QString &key)
{
    static const QSet<QString> keys{u"Strategy"_s,
                                    u"Partial Mode"_s,
                                    u"Join Type"_s,
                                    u"Scan Direction"_s,
                                    u"Command"_s,
                                    u"Operation"_s,
                                    u"Parallel Aware"_s,
                                    u"Async Capable"_s,
                                    u"CTE Name"_s,
                                    u"Custom Plan Provider"_s,
                                    u"Function Name"_s,
                                    u"Tuplestore Name"_s,
                                    u"Table Function Name"_s};
    return keys.contains(key) || (key.endsWith(" Blocks"_L1) && !key.endsWith("Heap Blocks"_L1))
        || key.startsWith("WAL "_L1);
}

// Text leaves out what is nothing.
bool isNothing(const QString &key, const QString &value)
{
    return value == "false"_L1
        || (value == "0"_L1 && key != "Heap Fetches"_L1 && key != "Workers Launched"_L1 && key != "Workers Planned"_L1);
}

class Writer final
{
public:
    explicit Writer(Plan &plan)
        : m_plan(plan)
    {
    }

    QString write()
    {
        if (!m_plan.queryText.isEmpty())
            add(u"Query Text: "_s + m_plan.queryText);
        if (!m_plan.nodes.empty())
            writeNodes();
        group(u"Settings"_s, m_plan.settings, u" = "_s);
        writePlanning();
        if (m_plan.planningTime)
            add(u"Planning Time: "_s + number(*m_plan.planningTime, 3) + u" ms"_s);
        for (const Trigger &trigger : m_plan.triggers)
            writeTrigger(trigger);
        writeJit();
        if (!m_plan.serialization.isEmpty())
            group(u"Serialization"_s, m_plan.serialization, u"="_s);
        if (m_plan.executionTime)
            add(u"Execution Time: "_s + number(*m_plan.executionTime, 3) + u" ms"_s);
        return m_lines.join(u'\n') + u'\n';
    }

private:
    static QString number(double value, int digits) { return QString::number(value, 'f', digits); }

    int add(QString line)
    {
        line.replace(u'\n', u' ').replace(u'\r', u' ');
        m_lines << line;
        return int(m_lines.size());
    }

    // Nodes stand behind their parents, in the order of the tree: no call for each level.
    void writeNodes()
    {
        std::vector<int> indents(m_plan.nodes.size(), 0); // of what belongs to the node
        for (size_t i = 0; i < m_plan.nodes.size(); ++i) {
            Node &node = m_plan.nodes[i];
            int at = node.parent < 0 ? 0 : indents[size_t(node.parent)];
            if (!node.subplan.isEmpty() && node.parent >= 0) {
                add(QString(at, u' ') + node.subplan);
                at += 2;
            }
            node.line = add(QString(at, u' ') + (node.parent < 0 ? QString() : u"->  "_s) + headOf(node));
            indents[i] = at + (node.parent < 0 ? 2 : 6);
            writeFields(node.fields, indents[i]);
            for (const Worker &worker : node.workers)
                writeWorker(worker, indents[i]);
        }
    }

    static QString headOf(const Node &node)
    {
        QString head = node.title();
        if (node.type == "CTE Scan"_L1)
            head = u"CTE Scan on "_s + node.fields.text(u"CTE Name")
                 + (node.alias == node.fields.text(u"CTE Name") ? QString() : u' ' + node.alias);
        if (node.startupCost && node.totalCost)
            head += u"  (cost=%1..%2 rows=%3 width=%4)"_s.arg(
                number(*node.startupCost, 2), number(*node.totalCost, 2), number(node.planRows.value_or(0), 0),
                number(node.width.value_or(0), 0));
        if (node.actual)
            head += actualOf(*node.actual);
        return head;
    }

    static QString actualOf(const Actual &actual)
    {
        if (actual.loops == 0)
            return u" (never executed)"_s;
        const double rows = actual.rows.value_or(0);
        const QString counted = number(rows, rows == double(qint64(rows)) ? 0 : 2);
        const QString loops = number(actual.loops, 0);
        return actual.total ? u" (actual time=%1..%2 rows=%3 loops=%4)"_s.arg(
                                  number(actual.startup.value_or(0), 3), number(*actual.total, 3), counted, loops)
                            : u" (actual rows=%1 loops=%2)"_s.arg(counted, loops);
    }

    void writeFields(const Fields &fields, int indent)
    {
        const QString before(indent, u' ');
        for (const QString &key : firstKeys()) {
            if (const QString *value = fields.find(key); value && !isNothing(key, *value))
                add(before + key + u": "_s + *value);
        }
        for (const auto &[key, value] : fields) {
            if (!isElsewhere(key) && !isNothing(key, value) && !firstKeys().contains(key))
                add(before + key + u": "_s + value);
        }
        if (const QString buffers = buffersOf(fields); !buffers.isEmpty())
            add(before + u"Buffers: "_s + buffers);
        QStringList wal;
        for (const auto &[key, value] : fields) {
            if (key.startsWith("WAL "_L1) && value != "0"_L1)
                wal << (key == "WAL Buffers Full"_L1 ? u"buffers full"_s : key.sliced(4).toLower()) + u'=' + value;
        }
        if (!wal.isEmpty())
            add(before + u"WAL: "_s + wal.join(u' '));
    }

    // "shared hit=1 read=2, temp written=3"
    static QString buffersOf(const Fields &fields)
    {
        QStringList groups;
        for (const QString &group : {u"Shared"_s, u"Local"_s, u"Temp"_s}) {
            QStringList parts;
            for (const QString &what : {u"Hit"_s, u"Read"_s, u"Dirtied"_s, u"Written"_s}) {
                const QString *value = fields.find(u"%1 %2 Blocks"_s.arg(group, what));
                if (value && *value != "0"_L1)
                    parts << what.toLower() + u'=' + *value;
            }
            if (!parts.isEmpty())
                groups << group.toLower() + u' ' + parts.join(u' ');
        }
        return groups.join(u", "_s);
    }

    void writeWorker(const Worker &worker, int indent)
    {
        const QString before(indent, u' ');
        if (worker.actual)
            add(before + u"Worker %1: "_s.arg(worker.number)
                + actualOf(*worker.actual).trimmed().remove(u'(').remove(u')'));
        else
            add(before + u"Worker %1:"_s.arg(worker.number));
        writeFields(worker.fields, indent + 2);
    }

    void writePlanning()
    {
        const QString buffers = buffersOf(m_plan.planning);
        if (m_plan.planning.isEmpty() || (buffers.isEmpty() && !m_plan.planning.find(u"Memory Used")))
            return;
        add(u"Planning:"_s);
        writeFields(m_plan.planning, 2);
    }

    void writeTrigger(const Trigger &trigger)
    {
        QString line = u"Trigger "_s + trigger.name;
        if (!trigger.constraint.isEmpty())
            line = trigger.name.isEmpty() || trigger.name.startsWith("RI_ConstraintTrigger"_L1)
                     ? u"Trigger for constraint "_s + trigger.constraint
                     : line + u" for constraint "_s + trigger.constraint;
        if (!trigger.relation.isEmpty())
            line += u" on "_s + trigger.relation;
        line += u": "_s;
        if (trigger.time)
            line += u"time="_s + number(*trigger.time, 3) + u' ';
        add(line + u"calls="_s + number(trigger.calls, 0));
    }

    void writeJit()
    {
        if (m_plan.jit.isEmpty())
            return;
        add(u"JIT:"_s);
        QStringList options, timing;
        for (const auto &[key, value] : m_plan.jit) {
            if (key.startsWith("Options/"_L1))
                options << key.sliced(8) + u' ' + value;
            else if (key.startsWith("Timing/"_L1))
                timing << key.sliced(7).replace(u'/', u' ') + u' ' + value + u" ms"_s;
            else
                add(u"  "_s + key + u": "_s + value);
        }
        if (!options.isEmpty())
            add(u"  Options: "_s + options.join(u", "_s));
        if (!timing.isEmpty())
            add(u"  Timing: "_s + timing.join(u", "_s));
    }

    void group(const QString &title, const Fields &fields, const QString &between)
    {
        QStringList parts;
        for (const auto &[key, value] : fields)
            parts << key + between + (title == "Settings"_L1 ? u'\'' + value + u'\'' : value);
        if (!parts.isEmpty())
            add(title + u": "_s + parts.join(u", "_s));
    }

    Plan &m_plan;
    QStringList m_lines;
};

} // namespace

QString writeText(Plan &plan) { return Writer(plan).write(); }

} // namespace howdah::plan
