// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migration/rehearse/proofstore.h"

#include "base/privatefolder.h"
#include "base/outputfile.h"
#include "base/paths.h"
#include "base/writeproblem.h"
#include "migration/source/checksum.h"
#include "migration/source/tr.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QSaveFile>

#include <filesystem>

using namespace Qt::StringLiterals;

namespace howdah::migration {

namespace {

constexpr qint64 LargestFile = 64 << 20;

QByteArray checksumOf(const Script &script)
{
    return script.checksum.isEmpty() ? checksum(script.text) : script.checksum;
}

// The chain grows by one migration at a time, so that the keys of a whole source cost one pass.
class KeyChain final
{
public:
    explicit KeyChain(const Source &source)
        : m_chain(checksum("howdah proof 1\n" + source.pack.schema.toUtf8()))
    {
    }

    void add(const Migration &migration)
    {
        m_chain = checksum(m_chain + '\n' + migration.version.text().toUtf8() + '\n' + checksumOf(migration.up));
    }

    [[nodiscard]] QByteArray key(const Migration &migration, const QString &database) const
    {
        if (migration.down && !migration.down->read)
            return {};
        const QByteArray down = migration.down ? checksumOf(*migration.down) : QByteArray("none");
        return checksum(m_chain + '\n' + down + '\n' + database.toUtf8());
    }

private:
    QByteArray m_chain;
};

// ---- JSON

QJsonArray arrayOf(const QStringList &texts) { return QJsonArray::fromStringList(texts); }

QStringList textsOf(const QJsonValue &value)
{
    QStringList texts;
    for (const QJsonValue text : value.toArray())
        texts << text.toString();
    return texts;
}

template <typename T, typename Function>
QJsonArray arrayOf(const std::vector<T> &items, Function toObject)
{
    QJsonArray array;
    for (const T &item : items)
        array.append(toObject(item));
    return array;
}

template <typename T, typename Function>
std::vector<T> itemsOf(const QJsonValue &value, Function fromObject)
{
    std::vector<T> items;
    for (const QJsonValue item : value.toArray())
        items.push_back(fromObject(item.toObject()));
    return items;
}

const QStringList LossKinds{u"table"_s, u"column"_s, u"rows"_s, u"schema"_s, u"other"_s};

QJsonObject lossObject(const RehearsedLoss &loss)
{
    return {
        {u"kind"_s, LossKinds[int(loss.kind)]},
        {u"schema"_s, loss.schema},
        {u"name"_s, loss.name},
        {u"column"_s, loss.column},
        {u"byUp"_s, loss.byUp},
        {u"rows"_s, loss.rows ? QJsonValue(*loss.rows) : QJsonValue()},
        {u"line"_s, loss.line}};
}

RehearsedLoss lossOf(const QJsonObject &object)
{
    RehearsedLoss loss;
    const qsizetype kind = LossKinds.indexOf(object["kind"_L1].toString());
    loss.kind = kind < 0 ? LossKind::Other : LossKind(kind);
    loss.schema = object["schema"_L1].toString();
    loss.name = object["name"_L1].toString();
    loss.column = object["column"_L1].toString();
    loss.byUp = object["byUp"_L1].toBool();
    if (object["rows"_L1].isDouble())
        loss.rows = object["rows"_L1].toInteger();
    loss.line = object["line"_L1].toInteger();
    return loss;
}

QJsonObject lockObject(const LockTaken &lock)
{
    return {
        {u"relation"_s, lock.relation},
        {u"mode"_s, lock.mode},
        {u"measured"_s, lock.measured},
        {u"bytes"_s, lock.bytes}};
}

LockTaken lockOf(const QJsonObject &object)
{
    return {
        object["relation"_L1].toString(), object["mode"_L1].toString(), object["measured"_L1].toBool(),
        object["bytes"_L1].toInteger(-1)};
}

QJsonObject rewriteObject(const MeasuredRewrite &rewrite)
{
    return {{u"relation"_s, rewrite.relation}, {u"index"_s, rewrite.isIndex}, {u"bytes"_s, rewrite.bytes}};
}

MeasuredRewrite rewriteOf(const QJsonObject &object)
{
    return {object["relation"_L1].toString(), object["index"_L1].toBool(), object["bytes"_L1].toInteger(-1)};
}

QJsonObject measureObject(const StatementMeasure &measure)
{
    return {
        {u"number"_s, measure.number},
        {u"line"_s, measure.line},
        {u"command"_s, measure.command},
        {u"durationMs"_s, measure.milliseconds},
        {u"walBytes"_s, measure.walBytes},
        {u"skipped"_s, measure.skipped},
        {u"locks"_s, arrayOf(measure.locks, lockObject)},
        {u"rewrites"_s, arrayOf(measure.rewrites, rewriteObject)}};
}

StatementMeasure measureOf(const QJsonObject &object)
{
    return {
        object["number"_L1].toInt(),
        object["line"_L1].toInteger(),
        object["command"_L1].toString(),
        object["durationMs"_L1].toDouble(),
        object["walBytes"_L1].toInteger(),
        object["skipped"_L1].toString(),
        itemsOf<LockTaken>(object["locks"_L1], lockOf),
        itemsOf<MeasuredRewrite>(object["rewrites"_L1], rewriteOf)};
}

} // namespace

QJsonObject toJson(const Proof &proof)
{
    return {
        {u"version"_s, proof.version},
        {u"name"_s, proof.name},
        {u"badge"_s, badgeName(proof.badge)},
        {u"reason"_s, proof.reason},
        {u"failed"_s, proof.failed},
        {u"losses"_s, arrayOf(proof.losses, lossObject)},
        {u"missing"_s, arrayOf(proof.difference.missing)},
        {u"added"_s, arrayOf(proof.difference.added)},
        {u"up"_s, arrayOf(proof.up, measureObject)},
        {u"down"_s, arrayOf(proof.down, measureObject)},
        {u"upMs"_s, proof.upMilliseconds},
        {u"downMs"_s, proof.downMilliseconds},
        {u"againMs"_s, proof.againMilliseconds},
        {u"notes"_s, arrayOf(proof.notes)},
        {u"at"_s, proof.at},
        {u"serverVersion"_s, proof.serverVersion},
        {u"database"_s, proof.database},
        {u"sampleRows"_s, proof.sampleRows}};
}

std::optional<Proof> proofFromJson(const QJsonObject &object)
{
    const std::optional<Badge> badge = badgeNamed(object["badge"_L1].toString());
    if (!badge || !object["version"_L1].isString())
        return std::nullopt;
    Proof proof;
    proof.version = object["version"_L1].toString();
    proof.name = object["name"_L1].toString();
    proof.badge = *badge;
    proof.reason = object["reason"_L1].toString();
    proof.failed = object["failed"_L1].toBool();
    proof.losses = itemsOf<RehearsedLoss>(object["losses"_L1], lossOf);
    proof.difference = {textsOf(object["missing"_L1]), textsOf(object["added"_L1])};
    proof.up = itemsOf<StatementMeasure>(object["up"_L1], measureOf);
    proof.down = itemsOf<StatementMeasure>(object["down"_L1], measureOf);
    proof.upMilliseconds = object["upMs"_L1].toDouble();
    proof.downMilliseconds = object["downMs"_L1].toDouble();
    proof.againMilliseconds = object["againMs"_L1].toDouble();
    proof.notes = textsOf(object["notes"_L1]);
    proof.at = object["at"_L1].toString();
    proof.serverVersion = object["serverVersion"_L1].toInt();
    proof.database = object["database"_L1].toString();
    proof.sampleRows = object["sampleRows"_L1].toInt();
    return proof;
}

QByteArray proofKey(const Source &source, const Version &version, const QString &database)
{
    KeyChain chain(source);
    for (const Migration &migration : source.migrations) {
        chain.add(migration);
        if (migration.version == version)
            return chain.key(migration, database);
    }
    return {};
}

ProofStore::ProofStore(const QString &folder)
    : m_folder(folder.isEmpty() ? dataFolder() + u"/proofs"_s : folder)
{
}

static QString fileOf(const QString &folder, const QByteArray &key)
{
    return folder + u'/' + QString::fromLatin1(key) + u".json"_s;
}

Result<void> ProofStore::keep(const QByteArray &key, const Proof &proof) const
{
    if (auto made = makePrivateFolder(m_folder); !made)
        return made;
    QJsonObject object = toJson(proof);
    object[u"format"_s] = 1;
    object[u"key"_s] = QString::fromLatin1(key);
    QSaveFile file(fileOf(m_folder, key));
    const QByteArray text = QJsonDocument(object).toJson(QJsonDocument::Compact);
    if (file.open(QIODevice::WriteOnly) && file.write(text) == text.size() && keepWhole(file))
        return {};
    return fail(
        ErrorKind::Io, tr("The proof cannot be saved to %1: %2").arg(m_folder, whyNotWritten(file)),
        tr("Check the permissions of that folder and the free space on its disk."));
}

std::optional<Proof> ProofStore::find(const QByteArray &key) const
{
    if (key.isEmpty())
        return std::nullopt;
    QFile file(fileOf(m_folder, key));
    if (!file.open(QIODevice::ReadOnly) || file.size() > LargestFile)
        return std::nullopt;
    const QJsonObject object = QJsonDocument::fromJson(file.readAll()).object();
    if (object["format"_L1].toInt() != 1 || object["key"_L1].toString() != QLatin1StringView(key))
        return std::nullopt;
    return proofFromJson(object);
}

static std::optional<Proof>
find(const KeyChain &chain, const Migration &migration, const QString &database, const ProofStore &store)
{
    std::optional<Proof> proof;
    if (!database.isEmpty())
        proof = store.find(chain.key(migration, database));
    return proof ? proof : store.find(chain.key(migration, {}));
}

std::optional<Proof>
proofFor(const Source &source, const Version &version, const QString &database, const ProofStore &store)
{
    KeyChain chain(source);
    for (const Migration &migration : source.migrations) {
        chain.add(migration);
        if (migration.version == version)
            return find(chain, migration, database, store);
    }
    return std::nullopt;
}

std::vector<std::optional<Proof>> proofsFor(const Source &source, const QString &database, const ProofStore &store)
{
    std::vector<std::optional<Proof>> proofs;
    proofs.reserve(source.migrations.size());
    KeyChain chain(source);
    for (const Migration &migration : source.migrations) {
        chain.add(migration);
        proofs.push_back(find(chain, migration, database, store));
    }
    return proofs;
}

} // namespace howdah::migration
