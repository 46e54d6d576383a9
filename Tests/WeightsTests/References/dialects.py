"""Writes dialects.json and the .pth files beside it: python dialects.py

Each .pth holds a small network under the names of one program. dialects.json has, for each, the names
and shapes under which timm (torchvision for ResNets) holds the same network, and the SHA-256 of the
numbers as float16. That it is the same network is shown here: both compute the same outputs, or timm's
own converter made the one from the other.

Made with torch 2.13, torchvision 0.28, timm 1.0.31 and transformers 5.24.
"""

import hashlib
import json
import os
import pathlib
import sys

sys.path.append(str(pathlib.Path(__file__).resolve().parents[3] / "Benchmarks/peers"))
import vision
import timm
import timm.models.convnext
import timm.models.vision_transformer as vit
import torch
import torchvision
import transformers
from torchvision.models.convnext import CNBlockConfig, ConvNeXt

os.chdir(os.path.dirname(os.path.abspath(__file__)))
torch.manual_seed(3)
images = torch.randn(2, 3, 16, 16)
results = {}


def half(state):
    # Numbers that float16 holds exactly, so that all programs compute with the same.
    return {name: tensor.half() if tensor.is_floating_point() else tensor
            for name, tensor in state.items()}


def randomise(model):
    for tensor in model.state_dict().values():
        if tensor.is_floating_point():
            tensor.copy_((torch.randn(tensor.shape) * 0.2).half().float())
    for name, tensor in model.state_dict().items():
        if name.endswith("running_var"):
            tensor.copy_((tensor.abs() + 0.5).half().float())
    return model.eval()


def agree(a, b):
    assert torch.allclose(a, b, atol=1e-4, rtol=1e-4), (a - b).abs().max()


def write(name, source, expected):
    torch.save(half(source), f"{name}.pth")
    results[name] = {
        key: [list(tensor.shape),
              hashlib.sha256(tensor.half().contiguous().numpy().tobytes()).hexdigest()[:12]]
        for key, tensor in expected.items() if tensor.is_floating_point()}


@torch.no_grad()
def transformers_():
    shape = dict(img_size=16, patch_size=8, embed_dim=16, depth=2, num_heads=2)
    heads = dict(hidden_size=16, num_hidden_layers=2, num_attention_heads=2, intermediate_size=64,
                 image_size=16, patch_size=8)

    def blocks(state, rename, joined, prefix):
        result = {}
        for key, tensor in state.items():
            if ".attn.qkv." in key:
                kind = key.rsplit(".", 1)[1]
                for part, rows in zip(joined, tensor.chunk(3)):
                    block = key.split(".")[1]
                    result[f"{prefix}{block}.{part}.{kind}"] = rows.clone()
                continue
            for old, new in rename:
                key = key.replace(old, new)
            result[key] = tensor
        return result

    # DINOv2 of Hugging Face, in the names of its files.
    ours = randomise(vit.VisionTransformer(**shape, init_values=1.0, num_classes=0))
    theirs = blocks(ours.state_dict(), [
        ("cls_token", "embeddings.cls_token"), ("pos_embed", "embeddings.position_embeddings"),
        ("patch_embed.proj", "embeddings.patch_embeddings.projection"),
        ("blocks.", "encoder.layer."), ("attn.proj", "attention.output.dense"),
        ("ls1.gamma", "layer_scale1.lambda1"), ("ls2.gamma", "layer_scale2.lambda1"),
    ], ["attention.attention.query", "attention.attention.key", "attention.attention.value"],
        "encoder.layer.")
    theirs = {("layernorm." + k[5:] if k.startswith("norm.") else k): v for k, v in theirs.items()}
    theirs["embeddings.mask_token"] = torch.zeros(1, 16)
    config = {k: v for k, v in heads.items() if k != "intermediate_size"}
    os.makedirs("hf", exist_ok=True)
    transformers.Dinov2Config(**config, mlp_ratio=4, layer_norm_eps=1e-6).save_pretrained("hf")
    torch.save(theirs, "hf/pytorch_model.bin")
    model = transformers.Dinov2Model.from_pretrained("hf").eval()
    agree(model(images).last_hidden_state, ours.forward_features(images))
    write("hugging-face-dinov2", {"dinov2." + k: v for k, v in theirs.items()},
          ours.state_dict())

    # CLIP of Hugging Face, with its projection.
    ours = randomise(vit.VisionTransformer(
        **shape, pre_norm=True, num_classes=12, norm_layer=torch.nn.LayerNorm,
        act_layer="quick_gelu"))
    ours.head.bias = None
    clip = [
        ("cls_token", "embeddings.class_embedding"), ("pos_embed", "embeddings.position_embedding.weight"),
        ("patch_embed.proj", "embeddings.patch_embedding"), ("norm_pre", "pre_layrnorm"),
        ("blocks.", "encoder.layers."), ("attn.proj", "self_attn.out_proj"),
        (".norm1.", ".layer_norm1."), (".norm2.", ".layer_norm2."),
    ]
    parts = ["self_attn.q_proj", "self_attn.k_proj", "self_attn.v_proj"]
    theirs = blocks(ours.state_dict(), clip, parts, "encoder.layers.")
    theirs = {("post_layernorm." + k[5:] if k.startswith("norm.") else k): v
              for k, v in theirs.items()}
    projection = theirs.pop("head.weight")
    theirs["embeddings.class_embedding"] = theirs["embeddings.class_embedding"].reshape(-1)
    position = "embeddings.position_embedding.weight"
    theirs[position] = theirs[position][0]
    theirs = {"vision_model." + k: v for k, v in theirs.items()}
    theirs["visual_projection.weight"] = projection
    model = transformers.CLIPVisionModelWithProjection(
        transformers.CLIPVisionConfig(**heads, projection_dim=12, hidden_act="quick_gelu")).eval()
    print(model.load_state_dict(theirs, strict=False))
    agree(model(images).image_embeds, ours(images))
    write("hugging-face-clip", theirs, ours.state_dict())

    # The same tower as OpenAI and open_clip name it, by timm's own converter.
    state = ours.state_dict()
    named = {"visual.class_embedding": state["cls_token"].reshape(-1),
             "visual.positional_embedding": state["pos_embed"][0],
             "visual.conv1.weight": state["patch_embed.proj.weight"],
             "visual.proj": state["head.weight"].t().contiguous(),
             "text.transformer.resblocks.0.ln_1.weight": torch.ones(16)}
    for old, new in [("norm_pre", "ln_pre"), ("norm", "ln_post")]:
        for kind in ["weight", "bias"]:
            named[f"visual.{new}.{kind}"] = state[f"{old}.{kind}"]
    for key, tensor in state.items():
        if key.startswith("blocks."):
            for old, new in [("blocks.", "visual.transformer.resblocks."), ("norm1", "ln_1"),
                             ("norm2", "ln_2"), ("attn.qkv.", "attn.in_proj_"),
                             ("attn.proj", "attn.out_proj"), ("mlp.fc1", "mlp.c_fc"),
                             ("mlp.fc2", "mlp.c_proj")]:
                key = key.replace(old, new)
            named[key] = tensor
    converted = vit.checkpoint_filter_fn(dict(named), ours)
    for key in state:
        assert torch.equal(converted[key], state[key]), key
    write("open-clip", named, state)

    # SigLIP of Hugging Face, with its attention pool.
    ours = randomise(vit.VisionTransformer(
        **shape, class_token=False, global_pool="map", num_classes=0, act_layer="gelu_tanh"))
    theirs = blocks(ours.state_dict(), clip + [
        ("attn_pool.latent", "head.probe"), ("attn_pool.norm", "head.layernorm"),
        ("attn_pool.mlp", "head.mlp"), ("attn_pool.proj", "head.attention.out_proj"),
    ], parts, "encoder.layers.")
    for kind in ["weight", "bias"]:
        q, kv = theirs.pop(f"attn_pool.q.{kind}"), theirs.pop(f"attn_pool.kv.{kind}")
        theirs[f"head.attention.in_proj_{kind}"] = torch.cat([q, kv])
    theirs = {("post_layernorm." + k[5:] if k.startswith("norm.") else k): v
              for k, v in theirs.items()}
    theirs[position] = theirs[position][0]
    theirs = {"vision_model." + k: v for k, v in theirs.items()}
    model = transformers.SiglipVisionModel(transformers.SiglipVisionConfig(**heads)).eval()
    missing = model.load_state_dict(theirs, strict=False)
    if missing.missing_keys:
        missing = model.load_state_dict(
            {k.removeprefix("vision_model."): v for k, v in theirs.items()}, strict=False)
    print(missing)
    agree(model(images).pooler_output, ours(images))
    write("hugging-face-siglip", theirs, ours.state_dict())

    # DINOv2's own names, with registers, as training keeps them.
    ours = randomise(vit.VisionTransformer(
        **shape, init_values=1.0, num_classes=0, reg_tokens=4, no_embed_class=True))
    theirs = {"teacher.backbone." + k.replace("reg_token", "register_tokens"): v
              for k, v in ours.state_dict().items()}
    student = {k.replace("teacher", "student"): v + 1 for k, v in theirs.items()}
    write("dinov2-registers", {**student, **theirs}, ours.state_dict())


@torch.no_grad()
def convolutional():
    # ConvNeXt: torchvision's by outputs, the paper's by timm's converter.
    ours = randomise(timm.models.convnext.ConvNeXt(
        depths=(1, 2, 1, 1), dims=(4, 8, 8, 8), num_classes=3))
    theirs = ConvNeXt([CNBlockConfig(4, 8, 1), CNBlockConfig(8, 8, 2), CNBlockConfig(8, 8, 1),
                       CNBlockConfig(8, None, 1)], num_classes=3).eval()
    state, own = theirs.state_dict(), ours.state_dict()
    order = sorted(own, key=lambda k: k.startswith("head"))
    used = set()
    # Both list their tensors in the order of computing; only each block's scale stands elsewhere.
    for key in state:
        if key.endswith("layer_scale"):
            match = next(k for k in order if k.endswith("gamma") and k not in used)
        else:
            match = next(k for k in order if not k.endswith("gamma") and k not in used)
        used.add(match)
        state[key].copy_(own[match].reshape(state[key].shape))
    big = torch.randn(2, 3, 64, 64)
    agree(theirs(big), ours(big))
    write("torchvision-convnext", state, own)
    named = {}
    for key, tensor in own.items():
        for old, new in [("stem.", "downsample_layers.0."), (".blocks.", "."), ("conv_dw", "dwconv"),
                         ("mlp.fc1", "pwconv1"), ("mlp.fc2", "pwconv2"), ("head.norm.", "norm."),
                         ("head.fc.", "head.")]:
            key = key.replace(old, new)
        parts = key.split(".")
        if parts[0] == "stages" and parts[2] == "downsample":
            key = ".".join(["downsample_layers", parts[1]] + parts[3:])
        named[key] = tensor
    converted = timm.models.convnext.checkpoint_filter_fn(dict(named), ours)
    for key in own:
        assert torch.equal(converted[key].reshape(own[key].shape), own[key]), key
    write("convnext", {"model." + k: v for k, v in named.items()}, own)


transformers_()
convolutional()
# Networks that have no small form: names and shapes only, in the order of computing.
for name, theirs, ours in [
    ("torchvision-mobilenetv3-large", torchvision.models.mobilenet_v3_large(),
     timm.create_model("mobilenetv3_large_100")),
    ("torchvision-mobilenetv3-small", torchvision.models.mobilenet_v3_small(),
     timm.create_model("mobilenetv3_small_100")),
]:
    pairs = list(zip(theirs.state_dict().items(), ours.state_dict().items(), strict=True))
    for (a, x), (b, y) in pairs:
        assert x.numel() == y.numel(), (a, b)
    results[name] = [[a, list(x.shape), b, list(y.shape)] for (a, x), (b, y) in pairs
                     if x.is_floating_point()]
with open("dialects.json", "w") as file:
    json.dump(results, file, indent=None, separators=(",", ":"))
for name in ["config.json", "pytorch_model.bin"]:
    os.remove(f"hf/{name}")
os.rmdir("hf")
