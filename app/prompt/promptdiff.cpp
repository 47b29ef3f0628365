// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "prompt/promptdiff.h"

#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::prompt {

// One value a line, keys in order: what says the same looks the same.
static QString spread(const QJsonObject &object)
{
    return object.isEmpty() ? QString() : QString::fromUtf8(QJsonDocument(object).toJson(QJsonDocument::Indented));
}

const FieldDifference *PromptDifference::find(const QString &field) const
{
    const auto found =
        std::find_if(fields.begin(), fields.end(), [&field](const FieldDifference &d) { return d.field == field; });
    return found == fields.end() ? nullptr : &*found;
}

PromptDifference comparePrompts(const Prompt &before, const Prompt &after)
{
    PromptDifference difference;
    const auto compare = [&difference](const QString &field, const QString &a, const QString &b) {
        if (a != b)
            difference.fields.push_back({field, lineDiff(a, b)});
    };
    compare(u"systemPrompt"_s, before.systemPrompt, after.systemPrompt);
    compare(u"userPrompt"_s, before.userPrompt, after.userPrompt);
    compare(u"model"_s, before.model, after.model);
    Result<QJsonObject> old = metadataOf(before);
    Result<QJsonObject> now = metadataOf(after);
    if (old && now) {
        // How the model is called stands apart from what merely describes.
        compare(u"config"_s, spread(old->take("config"_L1).toObject()), spread(now->take("config"_L1).toObject()));
        compare(u"metadata"_s, spread(*old), spread(*now));
    } else {
        compare(u"metadata"_s, before.metadata, after.metadata);
    }
    compare(u"name"_s, before.name, after.name);
    compare(u"version"_s, before.version, after.version);
    compare(u"promptId"_s, before.promptId, after.promptId);
    const auto tokens = [](const Prompt &prompt) {
        const TokenEstimate system = estimateTokens(prompt.systemPrompt);
        const TokenEstimate user = estimateTokens(prompt.userPrompt);
        return TokenEstimate{system.low + user.low, system.likely + user.likely, system.high + user.high};
    };
    difference.tokensBefore = tokens(before);
    difference.tokensAfter = tokens(after);
    return difference;
}

QString unifiedText(const FieldDifference &difference, int context)
{
    const Diff &diff = difference.lines;
    QString text;
    const auto add = [&text](QChar sign, const QString &line) {
        text += sign + line;
        if (!line.endsWith(u'\n'))
            text += u"\n\\ No newline at end\n"_s;
    };
    for (size_t i = 0; i < diff.runs.size(); ++i) {
        const DiffRun &run = diff.runs[i];
        if (run.kind != DiffKind::Same) {
            const bool removed = run.kind == DiffKind::Removed;
            for (qsizetype k = 0; k < run.count; ++k)
                add(removed ? u'-' : u'+', removed ? diff.oldPieces[run.oldFrom + k] : diff.newPieces[run.newFrom + k]);
            continue;
        }
        // The lines after the change before, and those before the next one.
        const qsizetype head = i == 0 ? 0 : std::min<qsizetype>(context, run.count);
        const qsizetype tail = i + 1 == diff.runs.size() ? run.count : std::max<qsizetype>(run.count - context, head);
        for (qsizetype k = 0; k < run.count; ++k) {
            if (k == head && tail > head)
                text += u"@@ %1 @@\n"_s.arg(run.oldFrom + tail + 1);
            if (k < head || k >= tail)
                add(u' ', diff.oldPieces[run.oldFrom + k]);
        }
    }
    // A mark behind the last change leads nowhere.
    if (!diff.runs.empty() && diff.runs.back().kind == DiffKind::Same)
        if (const qsizetype mark = text.lastIndexOf(u"@@ "_s);
            mark >= 0 && text.indexOf(u'\n', mark) == text.size() - 1)
            text.truncate(mark);
    return text;
}

QString visibleBlanks(const QString &text)
{
    QString shown;
    shown.reserve(text.size());
    for (qsizetype i = 0; i < text.size(); ++i) {
        const QChar c = text[i];
        qsizetype after = i;
        while (after < text.size() && (text[after] == u' ' || text[after] == u'\t' || text[after] == u'\r'))
            ++after;
        const bool atEnd = after == text.size() || text[after] == u'\n';
        if (c == u' ')
            shown += atEnd ? QChar(0x00b7) : c;
        else if (c == u'\t')
            shown += QChar(0x2192);
        else if (c == u'\r')
            shown += QChar(0x240d);
        else if (c == QChar(0x00a0))
            shown += QChar(0x237d);
        else if (c.category() == QChar::Other_Format || (c.isSpace() && c != u'\n'))
            shown += u"<U+%1>"_s.arg(uint(c.unicode()), 4, 16, QChar(u'0')).toUpper();
        else
            shown += c;
    }
    return shown;
}

} // namespace howdah::prompt
