// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "plan/read/nodeline.h"

#include <array>

using namespace Qt::StringLiterals;

namespace howdah::plan {

namespace {

// Behind the key: a number as the server writes it, or the one behind "..".
QString numberBehind(QStringView text, QLatin1StringView key, bool second = false)
{
    qsizetype at = text.indexOf(key);
    if (at < 0)
        return {};
    at += key.size();
    if (second) {
        at = text.indexOf(".."_L1, at);
        if (at < 0)
            return {};
        at += 2;
    }
    qsizetype end = at;
    for (; end < text.size(); ++end) {
        const QChar c = text[end];
        const bool isPoint = c == u'.' && end + 1 < text.size() && text[end + 1].isDigit();
        const bool isExponent = c == u'e' && end > at;
        if (!c.isDigit() && !isPoint && !isExponent && !((c == u'+' || c == u'-') && end > at && text[end - 1] == u'e'))
            break;
    }
    return text.sliced(at, end - at).toString();
}

void addNumber(Item &into, QLatin1StringView key, QString number)
{
    if (!number.isEmpty())
        into.add(key, std::move(number));
}

// Takes "(...)" with figures off the end of a line, and puts them into the node.
bool takeFigures(Item &node, QStringView &line)
{
    line = line.trimmed();
    if (!line.endsWith(u')'))
        return false;
    const qsizetype open = line.lastIndexOf(u'(');
    if (open < 0)
        return false;
    const QStringView inside = line.sliced(open + 1, line.size() - open - 2);
    if (inside.startsWith("cost="_L1)) {
        addNumber(node, "Startup Cost"_L1, numberBehind(inside, "cost="_L1));
        addNumber(node, "Total Cost"_L1, numberBehind(inside, "cost="_L1, true));
        addNumber(node, "Plan Rows"_L1, numberBehind(inside, "rows="_L1));
        addNumber(node, "Plan Width"_L1, numberBehind(inside, "width="_L1));
    } else if (inside.startsWith("actual "_L1))
        readActual(node, inside);
    else if (inside == "never executed"_L1) {
        node.add(u"Actual Rows"_s, u"0"_s);
        node.add(u"Actual Loops"_s, u"0"_s);
    } else
        return false;
    line = line.first(open).trimmed();
    return true;
}

bool takePrefix(QStringView &label, QLatin1StringView prefix)
{
    if (!label.startsWith(prefix))
        return false;
    label = label.sliced(prefix.size());
    return true;
}

struct Name
{
    QLatin1StringView text;
    QLatin1StringView type;
    QLatin1StringView key; // what it says besides
    QLatin1StringView value;
};
// The longest of those with the same beginning first.
constexpr std::array names{
    Name{"GroupAggregate"_L1, "Aggregate"_L1, "Strategy"_L1, "Sorted"_L1},
    Name{"HashAggregate"_L1, "Aggregate"_L1, "Strategy"_L1, "Hashed"_L1},
    Name{"MixedAggregate"_L1, "Aggregate"_L1, "Strategy"_L1, "Mixed"_L1},
    Name{"Aggregate"_L1, "Aggregate"_L1, "Strategy"_L1, "Plain"_L1},
    Name{"HashSetOp"_L1, "SetOp"_L1, "Strategy"_L1, "Hashed"_L1},
    Name{"SetOp"_L1, "SetOp"_L1, "Strategy"_L1, "Sorted"_L1},
    Name{"Insert on"_L1, "ModifyTable"_L1, "Operation"_L1, "Insert"_L1},
    Name{"Update on"_L1, "ModifyTable"_L1, "Operation"_L1, "Update"_L1},
    Name{"Delete on"_L1, "ModifyTable"_L1, "Operation"_L1, "Delete"_L1},
    Name{"Merge on"_L1, "ModifyTable"_L1, "Operation"_L1, "Merge"_L1},
    Name{"Foreign Insert on"_L1, "Foreign Scan"_L1, "Operation"_L1, "Insert"_L1},
    Name{"Foreign Update on"_L1, "Foreign Scan"_L1, "Operation"_L1, "Update"_L1},
    Name{"Foreign Delete on"_L1, "Foreign Scan"_L1, "Operation"_L1, "Delete"_L1},
    Name{"Foreign Insert"_L1, "Foreign Scan"_L1, "Operation"_L1, "Insert"_L1},
    Name{"Foreign Update"_L1, "Foreign Scan"_L1, "Operation"_L1, "Update"_L1},
    Name{"Foreign Delete"_L1, "Foreign Scan"_L1, "Operation"_L1, "Delete"_L1},
};

// "Hash Left Join", "Nested Loop", "Merge Join"; whether it was one.
bool readJoin(Item &node, QStringView label)
{
    static constexpr std::array joins{
        std::pair{"Nested Loop"_L1, "Nested Loop"_L1}, std::pair{"Hash"_L1, "Hash Join"_L1},
        std::pair{"Merge"_L1, "Merge Join"_L1}};
    for (const auto &[text, type] : joins) {
        if (!label.startsWith(text))
            continue;
        const QStringView rest = label.sliced(text.size()).trimmed();
        if (rest.isEmpty() && type != "Nested Loop"_L1)
            return false; // the node Hash
        if (!rest.isEmpty() && !rest.endsWith("Join"_L1))
            return false;
        const QStringView join = rest.isEmpty() ? rest : rest.chopped(4).trimmed();
        if (join.size() > 20)
            return false;
        node.add(u"Node Type"_s, type);
        node.add(u"Join Type"_s, join.isEmpty() ? u"Inner"_s : join.toString());
        return true;
    }
    return false;
}

// An identifier as it is quoted in SQL, or up to a dot or blank.
QString takeIdentifier(QStringView &text)
{
    QString name;
    if (!text.startsWith(u'"')) {
        qsizetype end = 0;
        while (end < text.size() && text[end] != u' ' && text[end] != u'.')
            ++end;
        name = text.first(end).toString();
        text = text.sliced(end);
        return name;
    }
    qsizetype at = 1;
    for (; at < text.size(); ++at) {
        if (text[at] == u'"') {
            if (at + 1 >= text.size() || text[at + 1] != u'"')
                break;
            ++at;
        }
        name += text[at];
    }
    text = text.sliced(std::min(at + 1, text.size()));
    return name;
}

QString objectKeyOf(QStringView type)
{
    static constexpr std::array keys{
        std::pair{"Function Scan"_L1, "Function Name"_L1},
        std::pair{"Table Function Scan"_L1, "Table Function Name"_L1}, std::pair{"CTE Scan"_L1, "CTE Name"_L1},
        std::pair{"WorkTable Scan"_L1, "CTE Name"_L1}, std::pair{"Named Tuplestore Scan"_L1, "Tuplestore Name"_L1},
        // They name no object, only what it is called in the query.
        std::pair{"Subquery Scan"_L1, ""_L1}, std::pair{"Values Scan"_L1, ""_L1}, std::pair{"Result"_L1, ""_L1}};
    for (const auto &[name, key] : keys) {
        if (type == name)
            return key;
    }
    return u"Relation Name"_s;
}

// "Index Scan Backward using a on b c", "Seq Scan on b", "Custom Scan (Provider) on b", "Limit".
void readScan(Item &node, QStringView label)
{
    QStringView target;
    QStringView type = label;
    const auto cut = [&](QLatin1StringView word) {
        const qsizetype at = type.indexOf(word);
        if (at < 0)
            return QStringView();
        const QStringView behind = type.sliced(at + word.size());
        type = type.first(at);
        return behind;
    };
    QStringView index = cut(" using "_L1);
    if (index.isNull())
        target = cut(" on "_L1);
    if (type.endsWith(" Backward"_L1)) {
        type.chop(9);
        node.add(u"Scan Direction"_s, u"Backward"_s);
    }
    if (type.startsWith("Custom Scan ("_L1) && type.endsWith(u')')) {
        node.add(u"Custom Plan Provider"_s, type.sliced(13).chopped(1).toString());
        type = type.first(11);
    }
    const QString kind = type.toString();
    node.add(u"Node Type"_s, kind);
    if (!index.isNull()) {
        node.add(u"Index Name"_s, takeIdentifier(index));
        if (index.startsWith(" on "_L1))
            target = index.sliced(4);
    }
    if (kind == "Bitmap Index Scan"_L1 && !target.isNull())
        node.add(u"Index Name"_s, takeIdentifier(target));
    else if (!target.isNull())
        readTarget(node, target, objectKeyOf(kind));
}

void readLabel(Item &node, QStringView label)
{
    if (takePrefix(label, "Parallel "_L1))
        node.add(u"Parallel Aware"_s, u"true"_s);
    if (takePrefix(label, "Async "_L1))
        node.add(u"Async Capable"_s, u"true"_s);
    for (const QLatin1StringView mode : {"Partial"_L1, "Finalize"_L1}) {
        if (label.startsWith(mode)
            && takePrefix(label, QLatin1StringView(mode == "Partial"_L1 ? "Partial " : "Finalize ")))
            node.add(u"Partial Mode"_s, mode);
    }
    for (const Name &name : names) {
        const bool ends =
            label.size() == name.text.size() || label.sliced(std::min(label.size(), name.text.size())).startsWith(u' ');
        if (!label.startsWith(name.text) || !ends)
            continue;
        const QStringView rest = label.sliced(name.text.size()).trimmed();
        node.add(u"Node Type"_s, name.type);
        node.add(name.key, name.value);
        if (rest.isEmpty())
            return;
        if (name.type == "SetOp"_L1)
            node.add(u"Command"_s, rest.toString());
        else
            readTarget(node, rest.startsWith("on "_L1) ? rest.sliced(3) : rest, u"Relation Name"_s);
        return;
    }
    if (!readJoin(node, label))
        readScan(node, label);
}

} // namespace

void readActual(Item &into, QStringView text)
{
    addNumber(into, "Actual Startup Time"_L1, numberBehind(text, "time="_L1));
    addNumber(into, "Actual Total Time"_L1, numberBehind(text, "time="_L1, true));
    addNumber(into, "Actual Rows"_L1, numberBehind(text, "rows="_L1));
    addNumber(into, "Actual Loops"_L1, numberBehind(text, "loops="_L1));
}

void readTarget(Item &into, QStringView text, const QString &objectKey)
{
    QString first = takeIdentifier(text);
    if (text.startsWith(u'.')) {
        text = text.sliced(1);
        into.add(u"Schema"_s, std::move(first));
        first = takeIdentifier(text);
    }
    QString alias = first;
    if (text.startsWith(u' ')) {
        text = text.trimmed();
        alias = takeIdentifier(text);
    }
    if (!objectKey.isEmpty())
        into.add(objectKey, std::move(first));
    into.add(u"Alias"_s, std::move(alias));
}

NodeLine readNodeLine(QStringView line)
{
    NodeLine read;
    while (takeFigures(read.node, line))
        read.hasFigures = true;
    readLabel(read.node, line);
    return read;
}

} // namespace howdah::plan
