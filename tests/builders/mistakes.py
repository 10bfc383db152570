"""A workflow as a user writes it, with five mistakes for mypy to find (it is never run)."""

from wflint import ModelRef, Workflow

wf = Workflow(target="6.14", name="SDXL text to image")
loader = wf.sdxl_model_loader(model=ModelRef("sdxl"), label="Model")
seed = wf.integer(value=7)
steps = wf.integer(value=20)
pos = wf.sdxl_compel_prompt(prompt="a fox", clip=loader.clip, clip2=loader.clip2)
neg = wf.sdxl_compel_prompt(prompt="blurry", clip=loader.clip, clip2=loader.clip2)
noise = wf.noise(seed=seed.value, width=1024, height=1024)
denoise = wf.denoise_latents(
    positive_conditioning=[pos.conditioning, neg.conditioning],
    negative_conditioning=neg.conditioning,
    noise=noise.noise,
    unet=loader.unet,
    steps=steps.value,
    cfg_scale=[6.5, 7.0],
    denoising_start=steps.value,  # an integer where a number is wanted
    scheduler="euler",
)
image = wf.l2i(latents=denoise.latents, vae=loader.vae)
caption = wf.string(value=seed.value)  # a number where a text is wanted
many = wf.range(start=0, stop=3)
one = wf.iterate(collection=many.collection)
wf.noise(seed=one.item)
both = wf.collect(item=[pos.conditioning, neg.conditioning])
wf.denoise_latents(
    positive_conditioning=both.collection,
    negative_conditioning=neg.conditioning,
    unet=loader.unet,
)
wf.color(color={"r": 1, "g": 2, "b": 3, "a": 4})
chosen = wf.if_(condition=True, true_input=noise.noise, false_input=denoise.latents)
wf.l2i(latents=chosen.value, vae=loader.vae)
wf.expose(pos.field("prompt"), "Prompt")
wf.to_batch({seed.field("value"): [1, 2, 3]})

wf.noise(sed=7)  # mistake: Unexpected keyword argument "sed" | did you mean "seed"?
wf.denoise_latents(
    positive_conditioning=pos.conditioning,
    negative_conditioning=neg.conditioning,
    unet=loader.unet,
    scheduler="eulr",  # mistake: incompatible type | Literal['eulr']
)
wf.l2i(latents=loader.vae, vae=loader.vae)  # mistake: "latents" | "VAEOutput" | LatentsOutput
wf.sdxl_compel_prompt(prompt="x", clip=loader.clip)  # mistake: Missing named argument "clip2"
wf.l2i(latents=denoise.latent, vae=loader.vae)  # mistake: has no attribute "latent" | maybe "latents"?
