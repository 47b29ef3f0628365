// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "prompt/run/endpoint.h"

#include "base/paths.h"
#include "base/plainfile.h"
#include "base/privatefolder.h"
#include "base/propagate.h"
#include "base/wholefile.h"
#include "connection/keychain.h"
#include "prompt/tr.h"
#include "prompt/yamltext.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFileInfo>
#include <QRegularExpression>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::prompt {

// ---- what one may be

static Result<void> checkAddress(const Endpoint &endpoint)
{
    const QUrl url(endpoint.baseUrl, QUrl::StrictMode);
    const bool isWeb = url.scheme() == "http"_L1 || url.scheme() == "https"_L1;
    if (!url.isValid() || !isWeb || url.host().isEmpty())
        return fail(
            ErrorKind::Usage, tr("The address of the endpoint %1 is not an http or https address").arg(endpoint.name),
            tr("It is what stands before /chat/completions: http://localhost:11434/v1 for Ollama."));
    if (!url.userInfo().isEmpty())
        return fail(
            ErrorKind::Usage, tr("The address of the endpoint %1 has a user name or password in it").arg(endpoint.name),
            tr("Take it out: the key belongs in the keychain."));
    if (url.hasQuery() || url.hasFragment())
        return fail(
            ErrorKind::Usage, tr("The address of the endpoint %1 has a query or a fragment in it").arg(endpoint.name),
            tr("It ends where /chat/completions is put behind it."));
    return {};
}

Result<void> checkEndpoint(const Endpoint &endpoint)
{
    const bool isNamed = !endpoint.name.trimmed().isEmpty() && endpoint.name == endpoint.name.trimmed();
    const bool isPlain = std::ranges::all_of(endpoint.name, [](QChar c) { return c.isPrint(); });
    if (!isNamed || !isPlain || endpoint.name.size() > 100)
        return fail(
            ErrorKind::Usage, tr("An endpoint needs a name of up to 100 characters, without blanks at its ends"));
    RETURN_IF_ERROR(checkAddress(endpoint));
    if (endpoint.timeout < LeastTimeout || endpoint.timeout > MostTimeout)
        return fail(
            ErrorKind::Usage, tr("The time-out of the endpoint %1 is not between %2 and %3 seconds")
                                  .arg(endpoint.name)
                                  .arg(LeastTimeout.count())
                                  .arg(MostTimeout.count()));
    return {};
}

QString serverOf(const Endpoint &endpoint)
{
    const QUrl url(endpoint.baseUrl);
    const int usual = url.scheme() == "https"_L1 ? 443 : 80;
    QUrl server;
    server.setScheme(url.scheme());
    server.setHost(url.host());
    if (url.port(usual) != usual)
        server.setPort(url.port());
    // In ASCII: letters that look like others do not lead astray.
    return QString::fromLatin1(server.toEncoded());
}

bool isLocal(const Endpoint &endpoint)
{
    const QString host = QUrl(endpoint.baseUrl).host();
    static const QRegularExpression own(QRegularExpression::anchoredPattern(u"localhost|127(\\.[0-9]{1,3}){3}|::1"_s));
    return own.match(host.toLower()).hasMatch();
}

bool isReadableOnTheWay(const Endpoint &endpoint)
{
    return QUrl(endpoint.baseUrl).scheme() == "http"_L1 && !isLocal(endpoint);
}

// ---- the file

QString endpointsFile() { return QDir(dataFolder()).filePath(u"prompts/endpoints.yaml"_s); }

static Result<Endpoint> readEndpoint(const YAML::Node &item, const YamlPlace &place)
{
    if (!item.IsMap())
        return fail(yamlError(place, item.Mark(), tr("\"key: value\" lines are expected here")));
    Endpoint endpoint;
    for (const auto &fact : item) {
        const QString key = yamlString(fact.first);
        if (!fact.second.IsScalar())
            return fail(yamlError(place, fact.second.Mark(), tr("%1 must be a text").arg(key)));
        const QString text = yamlString(fact.second);
        if (key == "name"_L1) {
            endpoint.name = text;
        } else if (key == "url"_L1) {
            endpoint.baseUrl = text;
        } else if (key == "model"_L1) {
            endpoint.model = text;
        } else if (key == "timeout"_L1) {
            bool valid = false;
            endpoint.timeout = std::chrono::seconds(text.toInt(&valid));
            if (!valid)
                return fail(yamlError(place, fact.second.Mark(), tr("%1 cannot be %2").arg(key, text)));
        } else if (key == "key"_L1) {
            endpoint.hasKey = text == "keychain"_L1;
            if (!endpoint.hasKey)
                return fail(yamlError(
                    place, fact.second.Mark(),
                    tr("A key has no place in a file: only \"key: keychain\" is taken here")));
        } else {
            return fail(yamlError(place, fact.first.Mark(), tr("Unknown key %1").arg(key)));
        }
    }
    if (const Result<void> checked = checkEndpoint(endpoint); !checked)
        return fail(yamlError(place, item.Mark(), checked.error().message));
    return endpoint;
}

Result<Endpoints> parseEndpoints(const QByteArray &yaml, const QString &fileName)
{
    const YamlPlace place{fileName, 0};
    ASSIGN_OR_RETURN(const YAML::Node root, loadYamlMap(yaml, place));
    Endpoints endpoints;
    for (const auto &entry : root) {
        const QString key = yamlString(entry.first);
        if (key == "usual"_L1 && entry.second.IsScalar())
            endpoints.usual = yamlString(entry.second);
        else if (key != "endpoints"_L1)
            return fail(yamlError(place, entry.first.Mark(), tr("Unknown key %1").arg(key)));
    }
    const YAML::Node list = root["endpoints"];
    if (!list.IsDefined() || !list.IsSequence())
        return fail(yamlError(place, root.Mark(), tr("endpoints must be a list")));
    for (const auto &item : list) {
        ASSIGN_OR_RETURN(const Endpoint endpoint, readEndpoint(item, place));
        if (std::ranges::find(endpoints.list, endpoint.name, &Endpoint::name) != endpoints.list.end())
            return fail(yamlError(place, item.Mark(), tr("There are two endpoints %1").arg(endpoint.name)));
        endpoints.list.push_back(endpoint);
    }
    return endpoints;
}

QByteArray endpointsYaml(const Endpoints &endpoints)
{
    QByteArray text = "# Where prompts may be run. Keys are in the keychain, never here.\n";
    if (!endpoints.usual.isEmpty())
        text += "usual: " + yamlQuoted(endpoints.usual) + '\n';
    text += endpoints.list.empty() ? "endpoints: []\n" : "endpoints:\n";
    for (const Endpoint &one : endpoints.list) {
        text += "  - name: " + yamlQuoted(one.name) + "\n    url: " + yamlQuoted(one.baseUrl) + '\n';
        if (!one.model.isEmpty())
            text += "    model: " + yamlQuoted(one.model) + '\n';
        if (one.hasKey)
            text += "    key: keychain\n";
        text += "    timeout: " + QByteArray::number(qint64(one.timeout.count())) + '\n';
    }
    return text;
}

Result<Endpoints> readEndpoints(const QString &file)
{
    if (!QFileInfo::exists(file))
        return Endpoints{};
    RETURN_IF_ERROR(checkOwnFile(file));
    ASSIGN_OR_RETURN(const QByteArray bytes, readPlainFile(file));
    return parseEndpoints(bytes, file);
}

Result<void> writeEndpoints(const Endpoints &endpoints, const QString &file)
{
    for (const Endpoint &one : endpoints.list)
        RETURN_IF_ERROR(checkEndpoint(one));
    RETURN_IF_ERROR(makePrivateFolder(QFileInfo(file).path()));
    return writeWholeFile(file, endpointsYaml(endpoints), QFileDevice::ReadOwner | QFileDevice::WriteOwner);
}

Result<Endpoint> findEndpoint(const Endpoints &endpoints, const QString &name)
{
    if (endpoints.list.empty())
        return fail(
            ErrorKind::NotFound, tr("No endpoint is configured, so nothing can be run"),
            tr("Add one in the settings, or with `howdahctl prompts endpoints set NAME --url URL`."));
    const QString wanted = name.isEmpty() ? endpoints.usual : name;
    const auto found =
        wanted.isEmpty() ? endpoints.list.begin() : std::ranges::find(endpoints.list, wanted, &Endpoint::name);
    if (found != endpoints.list.end())
        return *found;
    QStringList names;
    for (const Endpoint &one : endpoints.list)
        names << one.name;
    return fail(
        ErrorKind::NotFound, tr("There is no endpoint %1").arg(wanted), tr("There are: %1").arg(names.join(u", "_s)));
}

// ---- the key

QString keyEntry(const Endpoint &endpoint)
{
    // A name that tells nothing of the place, since whoever lists a keychain sees its names.
    const QByteArray words = (endpoint.name + u'\n' + serverOf(endpoint)).toUtf8();
    return u"endpoint/"_s + QString::fromLatin1(QCryptographicHash::hash(words, QCryptographicHash::Sha256).toHex());
}

Result<QString> readEndpointKey(const Endpoint &endpoint, std::stop_token stop)
{
    if (!endpoint.hasKey)
        return QString();
    Result<QString> key = connection::Keychain().read(keyEntry(endpoint), std::move(stop));
    if (!key && key.error().kind == ErrorKind::NotFound)
        return fail(
            ErrorKind::NotFound,
            tr("The keychain has no key of the endpoint %1 for %2").arg(endpoint.name, serverOf(endpoint)),
            tr("Store it again, in the settings or with `howdahctl prompts endpoints key`."));
    return key;
}

Result<void> writeEndpointKey(const Endpoint &endpoint, const QString &key)
{
    const bool isPlain = std::ranges::all_of(key, [](QChar c) { return c > u' ' && c < QChar(0x7f); });
    if (key.isEmpty() || !isPlain)
        return fail(ErrorKind::Usage, tr("That is not a key: it is empty, or has blanks or special characters in it"));
    return connection::Keychain().write(keyEntry(endpoint), key);
}

Result<void> removeEndpointKey(const Endpoint &endpoint) { return connection::Keychain().remove(keyEntry(endpoint)); }

} // namespace howdah::prompt
