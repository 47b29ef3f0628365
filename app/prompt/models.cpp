// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "prompt/models.h"

#include "base/paths.h"
#include "base/plainfile.h"
#include "base/propagate.h"
#include "prompt/tr.h"
#include "prompt/yamltext.h"
#include "resources/resources.h"

#include <QDir>
#include <QFile>
#include <QRegularExpression>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::prompt {

static Result<void> readFact(ModelFacts &model, const QString &key, const YAML::Node &value, const YamlPlace &place)
{
    const QString text = yamlString(value);
    bool valid = true;
    if (key == "name"_L1)
        model.name = text;
    else if (key == "replacement"_L1)
        model.replacement = text;
    else if (key == "retired"_L1) {
        valid = text == "true"_L1 || text == "false"_L1;
        model.retired = text == "true"_L1;
    } else if (key == "window"_L1) {
        model.windowTokens = text.toLongLong(&valid);
        valid = valid && model.windowTokens > 0;
    } else if (key == "input-price"_L1 || key == "output-price"_L1) {
        const double price = text.toDouble(&valid);
        valid = valid && price >= 0;
        (key == "input-price"_L1 ? model.inputPrice : model.outputPrice) = price;
    } else {
        return fail(yamlError(place, value.Mark(), tr("Unknown key %1").arg(key)));
    }
    return valid ? Result<void>() : fail(yamlError(place, value.Mark(), tr("%1 cannot be %2").arg(key, text)));
}

Result<std::vector<ModelFacts>> parseModels(const QByteArray &yaml, const QString &fileName)
{
    const YamlPlace place{fileName, 0};
    ASSIGN_OR_RETURN(const YAML::Node root, loadYamlMap(yaml, place));
    const YAML::Node list = root["models"];
    if (!list.IsDefined() || !list.IsSequence())
        return fail(yamlError(place, root.Mark(), tr("models must be a list")));
    std::vector<ModelFacts> models;
    for (const auto &item : list) {
        if (!item.IsMap())
            return fail(yamlError(place, item.Mark(), tr("\"key: value\" lines are expected here")));
        ModelFacts model;
        for (const auto &fact : item)
            if (const Result<void> read = readFact(model, yamlString(fact.first), fact.second, place); !read)
                return fail(read.error());
        if (model.name.isEmpty())
            return fail(yamlError(place, item.Mark(), tr("The model has no name")));
        models.push_back(std::move(model));
    }
    return models;
}

const std::vector<ModelFacts> &builtInModels()
{
    static const std::vector<ModelFacts> models = [] {
        const QString file = u"prompts/models.yaml"_s;
        const Result<std::vector<ModelFacts>> read = parseModels(resourceText(file).toUtf8(), file);
        return read.value_or(std::vector<ModelFacts>());
    }();
    return models;
}

QString ownModelsFile() { return QDir(dataFolder()).filePath(u"prompts/models.yaml"_s); }

Result<std::vector<ModelFacts>> knownModels()
{
    const QString file = ownModelsFile();
    if (!QFile::exists(file))
        return builtInModels();
    ASSIGN_OR_RETURN(const QByteArray bytes, readPlainFile(file));
    Result<std::vector<ModelFacts>> models = parseModels(bytes, file);
    if (!models)
        return models;
    const std::vector<ModelFacts> &others = builtInModels();
    for (ModelFacts &own : *models) {
        const auto same = std::ranges::find(others, own.name, &ModelFacts::name);
        if (own.windowTokens == 0 && same != others.end())
            own.windowTokens = same->windowTokens;
    }
    models->insert(models->end(), others.begin(), others.end()); // the first of a name is the one that counts
    return models;
}

const ModelFacts *findModel(const std::vector<ModelFacts> &models, const QString &name)
{
    // "gpt-4o-mini" is another model than "gpt-4o"; "gpt-4o-2024-08-06" is not.
    static const QRegularExpression issue(
        QRegularExpression::anchoredPattern(u"[-@:](?:latest|[0-9]{3,8}(?:-[0-9]{2}){0,2})"_s));
    const QString plain = name.section(u'/', -1);
    const auto same = [&plain](const QString &known) {
        return plain == known || (plain.startsWith(known) && issue.match(plain.mid(known.size())).hasMatch());
    };
    const ModelFacts *best = nullptr;
    for (const ModelFacts &model : models)
        if (same(model.name) && (!best || model.name.size() > best->name.size()))
            best = &model;
    return best;
}

std::optional<double> inputCostOf1000Calls(const ModelFacts &model, qint64 tokens)
{
    return model.inputPrice ? std::optional(*model.inputPrice * double(tokens) / 1'000'000 * 1000) : std::nullopt;
}

} // namespace howdah::prompt
