// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "prompt/test/junit.h"

#include <QXmlStreamWriter>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::prompt {

static QString forXml(const QString &text)
{
    QString clean;
    clean.reserve(text.size());
    for (qsizetype i = 0; i < text.size(); ++i) {
        const char16_t unit = text[i].unicode();
        const bool isPair = text[i].isHighSurrogate() && i + 1 < text.size() && text[i + 1].isLowSurrogate();
        if (isPair)
            clean += text[i++];
        const bool isHeld = isPair || unit == u'\t' || unit == u'\n' || unit == u'\r'
                         || (unit >= 0x20 && !text[i].isSurrogate() && unit < 0xFFFE);
        clean += isHeld ? text[i] : QChar(QChar::ReplacementCharacter);
    }
    return clean;
}

static QString seconds(const std::optional<qint64> &milliseconds)
{
    return QString::number(double(milliseconds.value_or(0)) / 1000, 'f', 3);
}

static void writeCase(QXmlStreamWriter &xml, const QString &className, const CaseResult &one)
{
    xml.writeStartElement(u"testcase"_s);
    xml.writeAttribute(u"classname"_s, forXml(className));
    xml.writeAttribute(u"name"_s, forXml(one.caseName));
    xml.writeAttribute(u"time"_s, seconds(one.milliseconds));
    if (!one.error.isEmpty()) {
        xml.writeStartElement(u"error"_s);
        xml.writeAttribute(u"message"_s, forXml(one.error));
        xml.writeEndElement();
    } else if (!one.passed) {
        QStringList details;
        for (const CheckResult &check : one.checks)
            if (!check.passed)
                details << assertionName(check.kind) + u": "_s + check.detail;
        xml.writeStartElement(u"failure"_s);
        xml.writeAttribute(u"message"_s, forXml(details.join(u"; "_s)));
        xml.writeCharacters(forXml(details.join(u'\n')));
        xml.writeEndElement();
    }
    if (one.answer)
        xml.writeTextElement(u"system-out"_s, forXml(*one.answer));
    xml.writeEndElement();
}

static void writeUnrun(
    QXmlStreamWriter &xml, const QString &className, const QString &name, const QString &element, const QString &words)
{
    xml.writeStartElement(u"testcase"_s);
    xml.writeAttribute(u"classname"_s, forXml(className));
    xml.writeAttribute(u"name"_s, forXml(name));
    xml.writeAttribute(u"time"_s, seconds({}));
    xml.writeStartElement(element);
    if (!words.isEmpty())
        xml.writeAttribute(u"message"_s, forXml(words));
    xml.writeEndElement();
    xml.writeEndElement();
}

QByteArray
junitReport(const QString &dataset, const TestedVersion &version, const QStringList &notRun, const QString &failure)
{
    QByteArray report;
    QXmlStreamWriter xml(&report);
    xml.setAutoFormatting(true);
    xml.writeStartDocument();
    xml.writeStartElement(u"testsuites"_s);
    const auto isError = [](const CaseResult &one) { return !one.error.isEmpty(); };
    const auto isFailure = [](const CaseResult &one) { return one.error.isEmpty() && !one.passed; };
    const int broken = failure.isEmpty() ? 0 : 1;
    std::optional<qint64> time = 0;
    for (const CaseResult &one : version.results)
        *time += one.milliseconds.value_or(0);
    xml.writeStartElement(u"testsuite"_s);
    xml.writeAttribute(u"name"_s, forXml(dataset + u": "_s + version.name));
    xml.writeAttribute(u"tests"_s, QString::number(qsizetype(version.results.size()) + notRun.size() + broken));
    xml.writeAttribute(u"failures"_s, QString::number(std::ranges::count_if(version.results, isFailure)));
    xml.writeAttribute(u"errors"_s, QString::number(std::ranges::count_if(version.results, isError) + broken));
    xml.writeAttribute(u"skipped"_s, QString::number(notRun.size()));
    xml.writeAttribute(u"time"_s, seconds(time));
    for (const CaseResult &one : version.results)
        writeCase(xml, version.name, one);
    for (const QString &name : notRun)
        writeUnrun(xml, version.name, name, u"skipped"_s, {});
    if (!failure.isEmpty())
        writeUnrun(xml, version.name, dataset, u"error"_s, failure);
    xml.writeEndElement();
    xml.writeEndElement();
    xml.writeEndDocument();
    return report;
}

} // namespace howdah::prompt
