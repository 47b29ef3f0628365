// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "plan/read/item.h"
#include "plan/tr.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::plan {

namespace {

// Qt reads 1,024 levels; some are left for what stands around a plan.
constexpr qsizetype MostJsonDepth = 1000;

// A beginning of a document that was cut, with what it has open closed: up to the last value that is whole before
// `end`.
QByteArray closedBeginning(const QByteArray &json, qsizetype end)
{
    QByteArray open;
    qsizetype good = 0;
    QByteArray openThen;
    const auto note = [&](qsizetype at) {
        good = at;
        // Only what was added or taken since is written.
        openThen.resize(open.size());
        if (!open.isEmpty())
            openThen.back() = open.back();
    };
    bool inString = false;
    for (qsizetype at = 0; at < end && open.size() < MostJsonDepth; ++at) {
        const char c = json[at];
        if (inString) {
            if (c == '\\')
                ++at;
            else if (c == '"')
                inString = false;
            continue;
        }
        switch (c) {
        case '"':
            inString = true;
            break;
        case '[':
        case '{':
            open.append(c == '[' ? ']' : '}');
            note(at + 1);
            break;
        case ']':
        case '}':
            if (open.isEmpty() || open.back() != c)
                at = end; // nothing behind it can be right
            else {
                open.chop(1);
                note(at + 1);
            }
            break;
        case ',':
            note(at);
            break;
        default:
            break;
        }
    }
    QByteArray closed = json.first(good);
    for (auto bracket = openThen.crbegin(); bracket != openThen.crend(); ++bracket)
        closed.append(*bracket);
    return closed;
}

int lineAt(const QByteArray &text, qsizetype offset)
{
    return 1 + int(std::count(text.begin(), text.begin() + std::min(offset, text.size()), '\n'));
}

struct JsonItems
{
    qsizetype left = MostItems;
    bool isCut = false;

    Item of(const QJsonValue &value, int depth)
    {
        if (--left < 0 || depth > MostItemDepth) {
            isCut = true;
            return {};
        }
        switch (value.type()) {
        case QJsonValue::Array: {
            Item list = Item::of(Item::Kind::List);
            for (const QJsonValue entry : value.toArray()) {
                if (left <= 0)
                    break;
                list.items.push_back(of(entry, depth + 1));
            }
            return list;
        }
        case QJsonValue::Object: {
            Item map = Item::of(Item::Kind::Map);
            const QJsonObject object = value.toObject();
            for (auto entry = object.begin(); entry != object.end() && left > 0; ++entry)
                map.add(entry.key(), of(entry.value(), depth + 1));
            return map;
        }
        case QJsonValue::Bool:
            return Item::ofText(value.toBool() ? u"true"_s : u"false"_s);
        case QJsonValue::Double: {
            // Whole numbers are kept whole: identifiers of queries need all 64 bits.
            const qint64 whole = value.toInteger();
            const double number = value.toDouble();
            return Item::ofText(
                double(whole) == number ? QString::number(whole)
                                        : QString::number(number, 'g', QLocale::FloatingPointShortest));
        }
        case QJsonValue::String:
            return Item::ofText(value.toString());
        case QJsonValue::Null:
        case QJsonValue::Undefined:
            return {};
        }
        return {};
    }
};

} // namespace

Document readJson(const QByteArray &utf8)
{
    Document document;
    QJsonParseError error;
    QJsonDocument json = QJsonDocument::fromJson(utf8, &error);
    if (error.error != QJsonParseError::NoError) {
        const qsizetype at = std::clamp<qsizetype>(error.offset, 0, utf8.size());
        document.problems.push_back(
            {lineAt(utf8, at), tr("The JSON cannot be read from here on: %1").arg(error.errorString())});
        // Where it nests too deeply Qt says nothing of the place.
        QByteArray rest = utf8;
        qsizetype end = error.error == QJsonParseError::DeepNesting ? utf8.size() : at;
        for (int attempt = 0; attempt < 4 && error.error != QJsonParseError::NoError && end > 0; ++attempt) {
            rest = closedBeginning(rest, end);
            json = QJsonDocument::fromJson(rest, &error);
            end = std::clamp<qsizetype>(error.offset - 1, 0, rest.size());
        }
    }
    JsonItems items;
    document.root = items.of(json.isArray() ? QJsonValue(json.array()) : QJsonValue(json.object()), 0);
    if (items.isCut)
        document.problems.push_back({0, tr("The plan is too large; a part of it is left out")});
    return document;
}

} // namespace howdah::plan
