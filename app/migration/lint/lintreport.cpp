// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migration/lint/lintreport.h"

#include "base/enumtable.h"
#include "migration/source/tr.h"

#include <QJsonArray>
#include <QUrl>

using namespace Qt::StringLiterals;

namespace howdah::migration {

namespace {

QString pathOf(const Finding &finding, const QString &folder)
{
    if (folder.isEmpty())
        return finding.file;
    return folder.endsWith(u'/') ? folder + finding.file : folder + u'/' + finding.file;
}

// SARIF's words for severities.
static constexpr std::array sarifLevels{
    EnumName{Severity::Info, "note"_L1},
    EnumName{Severity::Warning, "warning"_L1},
    EnumName{Severity::Error, "error"_L1},
};
static_assert(isWholeTable(sarifLevels));

QString level(Severity severity) { return nameIn(sarifLevels, severity); }

// What nobody expects in a line for an editor: line ends, and escapes that a hostile name could bring.
QString oneLine(const QString &text)
{
    QString line;
    for (const QChar c : text)
        line += c.category() == QChar::Other_Control ? QChar(u' ') : c;
    return line.simplified();
}

QJsonObject message(const QString &text) { return {{u"text"_s, text}}; }

QJsonObject artifact(const QString &path)
{
    return {{u"uri"_s, QString::fromLatin1(QUrl::fromLocalFile(path).toEncoded(QUrl::RemoveScheme))}};
}

QJsonObject rule(const LintRule &rule)
{
    return {
        {u"id"_s, rule.id},
        {u"shortDescription"_s, message(rule.title)},
        {u"fullDescription"_s, message(rule.reason)},
        {u"defaultConfiguration"_s, QJsonObject{{u"level"_s, level(rule.severity)}}}};
}

QJsonObject fix(const Rewrite &rewrite, const QJsonObject &location)
{
    QJsonArray replacements;
    for (const TextEdit &edit : rewrite.edits)
        replacements << QJsonObject{
            {u"deletedRegion"_s, QJsonObject{{u"byteOffset"_s, edit.offset}, {u"byteLength"_s, edit.size}}},
            {u"insertedContent"_s, message(QString::fromUtf8(edit.text))}};
    return {
        {u"description"_s, message(rewrite.title)},
        {u"artifactChanges"_s,
         QJsonArray{QJsonObject{{u"artifactLocation"_s, location}, {u"replacements"_s, replacements}}}}};
}

QJsonObject result(const Finding &finding, const QString &folder)
{
    const QJsonObject file = artifact(pathOf(finding, folder));
    qsizetype index = 0;
    while (lintRules()[size_t(index)].id != finding.rule)
        ++index;
    QString text = finding.message;
    if (!finding.hint.isEmpty())
        text += u". "_s + finding.hint;
    QJsonObject object{
        {u"ruleId"_s, finding.rule},
        {u"ruleIndex"_s, index},
        {u"level"_s, level(finding.severity)},
        {u"message"_s, message(text)},
        {u"locations"_s, QJsonArray{QJsonObject{
                             {u"physicalLocation"_s, QJsonObject{
                                                         {u"artifactLocation"_s, file},
                                                         {u"region"_s, QJsonObject{
                                                                           {u"startLine"_s, finding.line},
                                                                           {u"startColumn"_s, finding.column},
                                                                           {u"endLine"_s, finding.endLine}}}}}}}}};
    if (!finding.lock.isEmpty())
        object[u"properties"_s] =
            QJsonObject{{u"lock"_s, finding.lock}, {u"blocks"_s, finding.blocks}, {u"relation"_s, finding.relation}};
    if (finding.rewrite)
        object[u"fixes"_s] = QJsonArray{fix(*finding.rewrite, file)};
    return object;
}

QJsonValue rewriteJson(const std::optional<Rewrite> &rewrite)
{
    if (!rewrite)
        return QJsonValue::Null;
    QJsonArray edits;
    for (const TextEdit &edit : rewrite->edits)
        edits << QJsonObject{
            {u"offset"_s, edit.offset}, {u"size"_s, edit.size}, {u"text"_s, QString::fromUtf8(edit.text)}};
    return QJsonObject{{u"title"_s, rewrite->title}, {u"edits"_s, edits}};
}

} // namespace

LintCounts countFindings(std::span<const Finding> findings)
{
    LintCounts counts;
    for (const Finding &finding : findings) {
        counts.errors += finding.severity == Severity::Error;
        counts.warnings += finding.severity == Severity::Warning;
        counts.infos += finding.severity == Severity::Info;
    }
    return counts;
}

QString lintText(std::span<const Finding> findings, const QString &folder)
{
    QString text;
    for (const Finding &finding : findings) {
        text += u"%1:%2:%3: %4: "_s.arg(oneLine(pathOf(finding, folder)))
                    .arg(finding.line)
                    .arg(finding.column)
                    .arg(severityName(finding.severity));
        text += oneLine(finding.message) + u" ["_s + finding.rule + u"]\n"_s;
        if (!finding.lock.isEmpty() && !finding.blocks.isEmpty())
            text += u"    "_s + tr("%1 on %2; waiting: %3").arg(finding.lock, oneLine(finding.relation), finding.blocks)
                  + u'\n';
        if (!finding.hint.isEmpty())
            text += u"    "_s + oneLine(finding.hint) + u'\n';
    }
    return text;
}

QJsonObject lintJson(std::span<const Finding> findings, const QString &folder)
{
    QJsonArray array;
    for (const Finding &finding : findings)
        array << QJsonObject{
            {u"rule"_s, finding.rule},
            {u"severity"_s, severityName(finding.severity)},
            {u"file"_s, pathOf(finding, folder)},
            {u"line"_s, finding.line},
            {u"column"_s, finding.column},
            {u"endLine"_s, finding.endLine},
            {u"statement"_s, finding.statement},
            {u"relation"_s, finding.relation},
            {u"lock"_s, finding.lock},
            {u"blocks"_s, finding.blocks},
            {u"message"_s, finding.message},
            {u"reason"_s, finding.reason},
            {u"hint"_s, finding.hint},
            {u"rewrite"_s, rewriteJson(finding.rewrite)}};
    const LintCounts counts = countFindings(findings);
    return {
        {u"format"_s, 1},
        {u"findings"_s, array},
        {u"errors"_s, counts.errors},
        {u"warnings"_s, counts.warnings},
        {u"infos"_s, counts.infos}};
}

QJsonObject lintSarif(std::span<const Finding> findings, const QString &folder, const QString &version)
{
    QJsonArray rules;
    for (const LintRule &known : lintRules())
        rules << rule(known);
    QJsonArray results;
    for (const Finding &finding : findings)
        results << result(finding, folder);
    const QJsonObject driver{{u"name"_s, u"howdahctl migrate lint"_s}, {u"version"_s, version}, {u"rules"_s, rules}};
    return {
        {u"$schema"_s, u"https://json.schemastore.org/sarif-2.1.0.json"_s},
        {u"version"_s, u"2.1.0"_s},
        {u"runs"_s, QJsonArray{QJsonObject{
                        {u"tool"_s, QJsonObject{{u"driver"_s, driver}}},
                        {u"columnKind"_s, u"utf16CodeUnits"_s},
                        {u"results"_s, results}}}}};
}

QString lintCatalogue()
{
    QString text = u"| rule | severity | what is found |\n|---|---|---|\n"_s;
    for (const LintRule &known : lintRules())
        text += u"| `%1` | %2%3 | %4 |\n"_s.arg(
            known.id, severityName(known.severity), known.scales ? u", by size"_s : QString(), known.title);
    return text;
}

} // namespace howdah::migration
