// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/history/parametermemory.h"

#include "base/paths.h"
#include "base/plainfile.h"
#include "base/privatefolder.h"
#include "base/propagate.h"
#include "base/wholefile.h"
#include "query/tr.h"

#include <QDateTime>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLockFile>
#include <QPromise>

#include <memory>

using namespace Qt::StringLiterals;

namespace howdah::query {

namespace {

constexpr int LongestLockMs = 2000;
constexpr qint64 MostBytes = qint64(64) * 1024 * 1024;
const QLatin1StringView StatementsKey("statements");
const QLatin1StringView UsedKey("used");
const QLatin1StringView ValuesKey("values");

QString kindWord(ParameterValue::Kind kind)
{
    switch (kind) {
    case ParameterValue::Kind::Text:
        return u"text"_s;
    case ParameterValue::Kind::Null:
        return u"null"_s;
    case ParameterValue::Kind::Default:
        return u"default"_s;
    case ParameterValue::Kind::Raw:
        return u"raw"_s;
    }
    return {};
}

std::optional<ParameterValue> valueOf(const QJsonObject &json)
{
    for (const auto kind : {ParameterValue::Kind::Text, ParameterValue::Kind::Null, ParameterValue::Kind::Default}) {
        if (json["kind"_L1].toString() == kindWord(kind))
            return ParameterValue{kind, json["text"_L1].toString()};
    }
    return std::nullopt; // what \set makes is no value that somebody gave
}

// All that is remembered; nothing where there is no file.
Result<QJsonObject> readAll(const QString &path)
{
    if (!QFileInfo::exists(path))
        return QJsonObject();
    ASSIGN_OR_RETURN(const QByteArray bytes, readPlainFile(path, MostBytes));
    const QJsonDocument document = QJsonDocument::fromJson(bytes);
    if (!document.isObject())
        return fail(
            ErrorKind::Invalid, tr("The file of remembered parameters is damaged: %1").arg(path),
            tr("Delete it, or move it away."));
    return document.object()[StatementsKey].toObject();
}

void forgetOldest(QJsonObject &statements)
{
    while (statements.size() > ParameterMemory::Most) {
        auto oldest = statements.begin();
        for (auto one = statements.begin(); one != statements.end(); ++one) {
            if (one.value()[UsedKey].toDouble() < oldest.value()[UsedKey].toDouble())
                oldest = one;
        }
        statements.erase(oldest);
    }
}

Result<void> write(const QString &path, const QByteArray &fingerprint, const ParameterValues &values)
{
    RETURN_IF_ERROR(makePrivateFolder(QFileInfo(path).path()));
    QLockFile lock(path + u".lock"_s);
    if (!lock.tryLock(LongestLockMs))
        return fail(ErrorKind::Timeout, tr("The file of remembered parameters is in use: %1").arg(path));
    ASSIGN_OR_RETURN(QJsonObject statements, readAll(path));
    QJsonObject known;
    for (auto value = values.begin(); value != values.end(); ++value) {
        if (value->text.size() > ParameterMemory::LongestValue || value->kind == ParameterValue::Kind::Raw)
            continue;
        known[value.key()] = QJsonObject{{u"kind"_s, kindWord(value->kind)}, {u"text"_s, value->text}};
    }
    const QString key = QString::fromLatin1(fingerprint);
    if (known.isEmpty())
        statements.remove(key);
    else
        statements[key] = QJsonObject{{UsedKey, double(QDateTime::currentMSecsSinceEpoch())}, {ValuesKey, known}};
    forgetOldest(statements);
    return writeWholeFile(
        path, QJsonDocument(QJsonObject{{StatementsKey, statements}}).toJson(QJsonDocument::Compact),
        QFileDevice::ReadOwner | QFileDevice::WriteOwner);
}

} // namespace

ParameterMemory::ParameterMemory(QString path)
    : m_path(std::move(path))
{
    m_thread.setMaxThreadCount(1);
}

ParameterMemory::~ParameterMemory() { m_thread.waitForDone(); }

QString ParameterMemory::usualPath() { return stateFolder() + u"/query-parameters.json"_s; }

QFuture<Result<ParameterValues>> ParameterMemory::recall(const QByteArray &fingerprint)
{
    auto promise = std::make_shared<QPromise<Result<ParameterValues>>>();
    promise->start();
    QFuture<Result<ParameterValues>> future = promise->future();
    m_thread.start([promise, path = m_path, fingerprint] {
        const auto read = [&]() -> Result<ParameterValues> {
            ASSIGN_OR_RETURN(const QJsonObject statements, readAll(path));
            const QJsonObject known = statements[QLatin1StringView(fingerprint)][ValuesKey].toObject();
            ParameterValues values;
            for (auto one = known.begin(); one != known.end(); ++one) {
                if (const auto value = valueOf(one.value().toObject()))
                    values.insert(one.key(), *value);
            }
            return values;
        };
        promise->addResult(read());
        promise->finish();
    });
    return future;
}

QFuture<Result<void>> ParameterMemory::note(const QByteArray &fingerprint, const ParameterValues &values)
{
    auto promise = std::make_shared<QPromise<Result<void>>>();
    promise->start();
    QFuture<Result<void>> future = promise->future();
    m_thread.start([promise, path = m_path, fingerprint, values] {
        promise->addResult(write(path, fingerprint, values));
        promise->finish();
    });
    return future;
}

} // namespace howdah::query
